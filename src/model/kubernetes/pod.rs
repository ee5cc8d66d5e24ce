//! Pods and their templates,
//! <https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/>.

use crate::model;
use crate::model::{List, Map, Opaque, Text};

model! {
    /// A Pod, or the template that a controller makes Pods from.
    pub struct PodTemplate {
        /// Metadata.
        metadata: TemplateMetadata = "metadata",
        /// What the Pod runs.
        spec: PodSpec = "spec",
    }

    /// Metadata of objects that are made from a template.
    pub struct TemplateMetadata {
        /// Name.
        name: Text = "name",
        /// Namespace.
        namespace: Text = "namespace",
        /// Labels.
        labels: Map<Text> = "labels",
        /// Annotations.
        annotations: Map<Text> = "annotations",
    }

    /// What a Pod runs.
    pub struct PodSpec {
        /// Containers.
        containers: List<Container> = "containers",
        /// Containers that run before; with `restartPolicy: Always` they go on running.
        init_containers: List<Container> = "initContainers",
        /// Whether it shares the network of its node, which excludes it from the mesh.
        host_network: bool = "hostNetwork",
        /// Name of the Pod in DNS.
        hostname: Text = "hostname",
        /// Headless Service that it is named in.
        subdomain: Text = "subdomain",
        /// How names are looked up; absent means `ClusterFirst`.
        dns_policy: Text = "dnsPolicy",
        /// Node that it runs on.
        node_name: Text = "nodeName",
        /// Labels of the nodes that it may run on.
        node_selector: Map<Text> = "nodeSelector",
        /// Service account; absent means `default`.
        service_account_name: Text = "serviceAccountName",
        /// Service account (deprecated spelling).
        service_account: Text = "serviceAccount",
        /// Whether the token of the service account is mounted; absent means what the account says, else yes.
        automount_service_account_token: bool = "automountServiceAccountToken",
        /// `Always`, `OnFailure` or `Never`; absent means `Always`.
        restart_policy: Text = "restartPolicy",
        /// Seconds for shutting down, 30 if absent.
        termination_grace_period_seconds: i64 = "terminationGracePeriodSeconds",
        /// Users and groups of all containers.
        security_context: Box<PodSecurity> = "securityContext",
        /// Secrets for registries.
        image_pull_secrets: List<LocalRef> = "imagePullSecrets",
        /// Volumes.
        volumes: List<Volume> = "volumes",
    }

    /// A container.
    pub struct Container {
        /// Name; `istio-proxy` is the sidecar.
        name: Text = "name",
        /// Image; `auto` is filled in by the injector.
        image: Text = "image",
        /// Ports, for information mostly: others are open as well.
        ports: List<ContainerPort> = "ports",
        /// Variables.
        env: List<EnvVar> = "env",
        /// `Always` in an init container makes it a sidecar.
        restart_policy: Text = "restartPolicy",
        /// User, group and rights.
        security_context: Box<ContainerSecurity> = "securityContext",
        /// Volumes that it sees.
        volume_mounts: List<VolumeMount> = "volumeMounts",
    }

    /// A port of a container.
    pub struct ContainerPort {
        /// Number.
        container_port: i64 = "containerPort",
        /// Name, for Services and probes.
        name: Text = "name",
        /// `TCP`, `UDP` or `SCTP`; absent means `TCP`.
        protocol: Text = "protocol",
        /// Port of the node.
        host_port: i64 = "hostPort",
    }

    /// A variable.
    pub struct EnvVar {
        /// Name.
        name: Text = "name",
        /// Value.
        value: Text = "value",
        /// Where the value comes from instead.
        value_from: Opaque = "valueFrom",
    }

    /// User, group and rights of a container.
    pub struct ContainerSecurity {
        /// User; goes before that of the Pod.
        run_as_user: i64 = "runAsUser",
        /// Group.
        run_as_group: i64 = "runAsGroup",
        /// Whether it has all rights on the node.
        privileged: bool = "privileged",
        /// Capabilities.
        capabilities: Capabilities = "capabilities",
    }

    /// Capabilities of a container.
    pub struct Capabilities {
        /// Those it gets on top, such as `NET_ADMIN`.
        add: List<Text> = "add",
        /// Those it loses.
        drop: List<Text> = "drop",
    }

    /// Users and groups of all containers of a Pod.
    pub struct PodSecurity {
        /// User.
        run_as_user: i64 = "runAsUser",
        /// Group.
        run_as_group: i64 = "runAsGroup",
        /// Group of its files.
        fs_group: i64 = "fsGroup",
    }

    /// A reference by name within the namespace.
    pub struct LocalRef {
        /// Name.
        name: Text = "name",
    }

    /// A volume.
    pub struct Volume {
        /// Name.
        name: Text = "name",
        /// A Secret.
        secret: SecretVolume = "secret",
        /// A ConfigMap.
        config_map: ConfigMapVolume = "configMap",
        /// Several sources in one.
        projected: ProjectedVolume = "projected",
    }

    /// A volume with the entries of a Secret.
    pub struct SecretVolume {
        /// The Secret.
        secret_name: Text = "secretName",
        /// Whether the Secret may be missing.
        optional: bool = "optional",
    }

    /// A volume, or a part of one, with the entries of a ConfigMap or a Secret.
    pub struct ConfigMapVolume {
        /// The object.
        name: Text = "name",
        /// Whether it may be missing.
        optional: bool = "optional",
    }

    /// A volume from several sources.
    pub struct ProjectedVolume {
        /// The sources.
        sources: List<VolumeSource> = "sources",
    }

    /// One source of several.
    pub struct VolumeSource {
        /// A Secret.
        secret: ConfigMapVolume = "secret",
        /// A ConfigMap.
        config_map: ConfigMapVolume = "configMap",
        /// A token of the service account.
        service_account_token: Opaque = "serviceAccountToken",
    }

    /// A volume in a container.
    pub struct VolumeMount {
        /// Name of the volume.
        name: Text = "name",
        /// Where it is seen.
        mount_path: Text = "mountPath",
    }
}
