//! Who logs in and whom alerts reach: of the platform, or of one cluster or tenant.

use smol_str::SmolStr;

use crate::record::{choice, record};
use crate::{At, DeclId};

record! {
    /// How people log in.
    Login {
        provider "provider": At<LoginProvider>,
        issuer "issuer": Option<At<SmolStr>>,
        client_id "client-id": Option<At<SmolStr>>,
        groups_claim "groups-claim": At<SmolStr>,
        domain "domain": Option<At<SmolStr>>,
    }
}

choice! {
    /// Who knows the people and groups.
    LoginProvider { Cloud = "cloud", Oidc = "oidc", Google = "google", Entra = "entra" }
}

record! {
    /// Whom alerts reach.
    OnCall {
        service "service": At<OnCallService>,
        key "key": At<DeclId>,
        runbooks "runbooks": At<SmolStr>,
    }
}

choice! {
    /// Where alerts go.
    OnCallService { Pagerduty = "pagerduty", Opsgenie = "opsgenie", Slack = "slack", Webhook = "webhook" }
}
