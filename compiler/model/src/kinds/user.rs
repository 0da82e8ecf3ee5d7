//! Grants, policies and waivers.

use mlpc_units::Date;
use smol_str::SmolStr;

use crate::record::{choice, kind};
use crate::{At, DeclId};

kind! {
    /// Lets another tenant use something.
    Grant {
        tenant "tenant": Option<At<DeclId>>,
        what "what": At<DeclId>,
        to "to": At<DeclId>,
        access "access": At<Access>,
        until "until": At<Date>,
    }
}

choice! {
    /// What a grant is for.
    Access { Read = "read", Write = "write", Call = "call" }
}

kind! {
    /// A rule of the platform's own.
    Policy {
        tenant "tenant": Option<At<DeclId>>,
        rego "rego": Option<At<SmolStr>>,
        allow "allow": Vec<At<SmolStr>>,
        max "max": Option<At<i64>>,
        required_labels "labels": Vec<At<SmolStr>>,
        severity "severity": At<PolicySeverity>,
    }
}

choice! {
    /// How a violation is reported.
    PolicySeverity { Error = "error", Warning = "warning" }
}

kind! {
    /// A finding that is accepted.
    Waiver {
        tenant "tenant": Option<At<DeclId>>,
        code "code": At<SmolStr>,
        on "on": At<SmolStr>,
        until "until": At<Date>,
        reason "reason": At<SmolStr>,
        level "level": At<WaiveLevel>,
    }
}

choice! {
    /// The highest severity that a waiver hides.
    WaiveLevel { Warning = "warning", Error = "error" }
}
