//! `cluster`: a Kubernetes cluster.

use mlpc_units::{Cidr, Duration, Version};
use smol_str::SmolStr;

use super::Login;
use crate::record::{choice, kind, record};
use crate::{At, DeclId, read::Entries};

kind! {
    /// A Kubernetes cluster.
    Cluster {
        target "target": At<DeclId>,
        network "network": Option<At<DeclId>>,
        version "version": At<Version>,
        access "access": Vec<At<Cidr>>,
        login "login": Option<Login>,
        admins "admin": Vec<Admin>,
        add_ons "add-ons": Vec<At<SmolStr>>,
        autoscaler "autoscaler": Option<At<Autoscaler>>,
        gpu_stack "gpu-stack": Option<GpuStack>,
        key "key": Option<At<DeclId>>,
        logs "logs": Logs,
        channel "channel": At<Channel>,
        maintenance "maintenance": Option<Maintenance>,
        existing "existing": Option<At<SmolStr>>,
        protect "protect": At<bool>,
        labels "labels": Entries<At<SmolStr>>,
        cloud_name "cloud-name": Option<At<SmolStr>>,
    }
}

record! {
    /// Who may do everything.
    Admin {
        principal "principal": At<SmolStr>,
    }
}

choice! {
    /// Who adds and removes nodes.
    Autoscaler { Native = "native", ClusterAutoscaler = "cluster-autoscaler", Karpenter = "karpenter", None = "none" }
}

record! {
    /// Who installs GPU drivers and device plugins.
    GpuStack {
        mode "mode": At<GpuStackMode>,
        driver "driver": Option<At<Version>>,
    }
}

choice! {
    /// The owner of the GPU stack.
    GpuStackMode { Managed = "managed", Operator = "operator", Plugin = "plugin", None = "none" }
}

record! {
    /// Logs of the control plane.
    Logs {
        sources "sources": Vec<At<LogSource>>,
        keep "keep": At<Duration>,
    }
}

choice! {
    /// A part of the control plane that logs.
    LogSource {
        Api = "api", Audit = "audit", Authenticator = "authenticator", ControllerManager = "controller-manager", Scheduler = "scheduler",
    }
}

choice! {
    /// A release channel.
    Channel { None = "none", Rapid = "rapid", Regular = "regular", Stable = "stable" }
}

record! {
    /// When the cloud may upgrade and restart.
    Maintenance {
        start "start": At<SmolStr>,
        duration "duration": At<Duration>,
    }
}
