//! Telemetry, <https://istio.io/latest/docs/reference/config/telemetry/>.

use super::{List, Map, TargetRef, Text, WorkloadSelector};
use crate::model;

model! {
    /// `spec` of a Telemetry.
    pub struct Telemetry {
        /// Workloads that it is for; absent means all of its namespace, or of the mesh in the root namespace.
        selector: WorkloadSelector = "selector",
        /// What it is attached to; excludes a selector.
        target_ref: TargetRef = "targetRef",
        /// What it is attached to; excludes a selector.
        target_refs: List<TargetRef> = "targetRefs",
        /// Tracing.
        tracing: List<TelemetryTracing> = "tracing",
        /// Metrics.
        metrics: List<TelemetryMetrics> = "metrics",
        /// Access logs.
        access_logging: List<TelemetryAccessLog> = "accessLogging",
    }

    /// For which side of a connection something counts.
    pub struct TelemetryMatch {
        /// `CLIENT`, `SERVER` or `CLIENT_AND_SERVER`; absent means both.
        mode: Text = "mode",
    }

    /// A reference to an extension provider of the mesh configuration.
    pub struct ProviderRef {
        /// Its name.
        name: Text = "name",
    }

    /// Tracing.
    pub struct TelemetryTracing {
        /// For which side it counts.
        matches: TelemetryMatch = "match",
        /// Where spans go; absent means the level above, then the default providers.
        providers: List<ProviderRef> = "providers",
        /// Share of requests in percent.
        random_sampling_percentage: f64 = "randomSamplingPercentage",
        /// Whether no spans are reported.
        disable_span_reporting: bool = "disableSpanReporting",
        /// Whether trace headers are not passed on.
        disable_context_propagation: bool = "disableContextPropagation",
        /// Tags for spans.
        custom_tags: Map<CustomTag> = "customTags",
        /// Whether the request id decides about sampling.
        use_request_id_for_trace_sampling: bool = "useRequestIdForTraceSampling",
        /// Whether Istio's own tags are added.
        enable_istio_tags: bool = "enableIstioTags",
    }

    /// A tag for spans; one of its fields says where the value comes from.
    pub struct CustomTag {
        /// A fixed value.
        literal: TagValue = "literal",
        /// A variable of the proxy.
        environment: TagSource = "environment",
        /// A header of the request.
        header: TagSource = "header",
        /// A format of Envoy.
        formatter: TagValue = "formatter",
    }

    /// A fixed value, or a format.
    pub struct TagValue {
        /// The text.
        value: Text = "value",
    }

    /// A variable or a header.
    pub struct TagSource {
        /// Its name.
        name: Text = "name",
        /// Value where it is absent.
        default_value: Text = "defaultValue",
    }

    /// Metrics.
    pub struct TelemetryMetrics {
        /// Where metrics go; absent means the level above, then the default providers.
        providers: List<ProviderRef> = "providers",
        /// Changes of single metrics.
        overrides: List<MetricOverride> = "overrides",
        /// Time between reports.
        reporting_interval: Text = "reportingInterval",
    }

    /// Change of a metric.
    pub struct MetricOverride {
        /// Which metric; absent means all.
        matches: MetricMatch = "match",
        /// Whether it is off.
        disabled: bool = "disabled",
        /// Changes of its tags.
        tag_overrides: Map<TagOverride> = "tagOverrides",
    }

    /// A metric by name.
    pub struct MetricMatch {
        /// One of Istio's metrics.
        metric: Text = "metric",
        /// Any other metric.
        custom_metric: Text = "customMetric",
        /// For which side it counts; absent means both.
        mode: Text = "mode",
    }

    /// Change of a tag.
    pub struct TagOverride {
        /// `UPSERT` or `REMOVE`; absent means `UPSERT`.
        operation: Text = "operation",
        /// CEL expression for the value.
        value: Text = "value",
    }

    /// Access logs.
    pub struct TelemetryAccessLog {
        /// For which side it counts.
        matches: TelemetryMatch = "match",
        /// Where logs go; absent means the level above, then the default providers.
        providers: List<ProviderRef> = "providers",
        /// Whether it is off.
        disabled: bool = "disabled",
        /// Which requests are logged; absent means all.
        filter: AccessLogFilter = "filter",
    }

    /// Which requests are logged.
    pub struct AccessLogFilter {
        /// CEL expression.
        expression: Text = "expression",
    }
}
