//! WasmPlugin and TrafficExtension,
//! <https://istio.io/latest/docs/reference/config/proxy_extensions/wasm-plugin/>.

use super::{List, Opaque, PortSelector, TargetRef, Text, WorkloadSelector};
use crate::model;

model! {
    /// `spec` of a WasmPlugin.
    pub struct WasmPlugin {
        /// Workloads that it is for; absent means all of its namespace, or of the mesh in the root namespace.
        selector: WorkloadSelector = "selector",
        /// What it is attached to; excludes a selector.
        target_ref: TargetRef = "targetRef",
        /// What it is attached to; excludes a selector.
        target_refs: List<TargetRef> = "targetRefs",
        /// Where the module is: `oci://` (the default), `http://`, `https://` or `file://`.
        url: Text = "url",
        /// Checksum of the module.
        sha256: Text = "sha256",
        /// When the image is pulled; absent means when it is not there, or has the tag `latest`.
        image_pull_policy: Text = "imagePullPolicy",
        /// Secret for the registry, in the same namespace.
        image_pull_secret: Text = "imagePullSecret",
        /// Public key that the image is signed with.
        verification_key: Text = "verificationKey",
        /// Options of the plugin.
        plugin_config: Opaque = "pluginConfig",
        /// Name of the plugin in the module.
        plugin_name: Text = "pluginName",
        /// Where in the filter chain it goes; absent means its end.
        phase: Text = "phase",
        /// Order within the phase, higher goes first; absent means 0.
        priority: i64 = "priority",
        /// What happens when it fails; absent means `FAIL_CLOSE`.
        fail_strategy: Text = "failStrategy",
        /// Virtual machine.
        vm_config: WasmVm = "vmConfig",
        /// Traffic that it is for, one has to match; absent means all.
        matches: List<TrafficMatch> = "match",
        /// `HTTP` or `NETWORK`; absent means `HTTP`.
        plugin_type: Text = "type",
    }

    /// A virtual machine for modules.
    pub struct WasmVm {
        /// Variables.
        env: List<WasmEnv> = "env",
    }

    /// A variable of a virtual machine.
    pub struct WasmEnv {
        /// Name.
        name: Text = "name",
        /// `INLINE` or `HOST`; absent means `INLINE`.
        value_from: Text = "valueFrom",
        /// Value; only with `INLINE`.
        value: Text = "value",
    }

    /// Traffic that an extension is for.
    pub struct TrafficMatch {
        /// Side of the connection; absent means both.
        mode: Text = "mode",
        /// Ports; absent means all.
        ports: List<PortSelector> = "ports",
    }

    /// `spec` of a TrafficExtension; it holds either Wasm or Lua.
    pub struct TrafficExtension {
        /// Workloads that it is for; absent means all of its namespace, or of the mesh in the root namespace.
        selector: WorkloadSelector = "selector",
        /// What it is attached to; excludes a selector.
        target_refs: List<TargetRef> = "targetRefs",
        /// Where in the filter chain it goes; absent means its end.
        phase: Text = "phase",
        /// Order within the phase, higher goes first; absent means 0.
        priority: i64 = "priority",
        /// Traffic that it is for, one has to match; absent means all.
        matches: List<TrafficMatch> = "match",
        /// A Wasm module.
        wasm: Box<WasmFilter> = "wasm",
        /// A Lua script.
        lua: LuaFilter = "lua",
    }

    /// A Wasm module as part of a TrafficExtension.
    pub struct WasmFilter {
        /// Where the module is: `oci://` (the default), `http://`, `https://` or `file://`.
        url: Text = "url",
        /// Checksum of the module.
        sha256: Text = "sha256",
        /// When the image is pulled; absent means when it is not there, or has the tag `latest`.
        image_pull_policy: Text = "imagePullPolicy",
        /// Secret for the registry, in the same namespace.
        image_pull_secret: Text = "imagePullSecret",
        /// Public key that the image is signed with.
        verification_key: Text = "verificationKey",
        /// Options of the plugin.
        plugin_config: Opaque = "pluginConfig",
        /// Name of the plugin in the module.
        plugin_name: Text = "pluginName",
        /// What happens when it fails; absent means `FAIL_CLOSE`.
        fail_strategy: Text = "failStrategy",
        /// Virtual machine.
        vm_config: WasmVm = "vmConfig",
        /// `HTTP` or `NETWORK`; absent means `HTTP`.
        plugin_type: Text = "type",
    }

    /// A Lua script as part of a TrafficExtension.
    pub struct LuaFilter {
        /// The script.
        inline_code: Text = "inlineCode",
    }
}
