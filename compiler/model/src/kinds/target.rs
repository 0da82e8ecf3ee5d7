//! `target`: an account of a cloud, or a cluster that exists.

use smol_str::SmolStr;

use crate::record::{choice, kind, record};
use crate::{At, Item};

kind! {
    /// Where things are made.
    Target {
        cloud "cloud": At<Cloud>,
        region "region": Option<At<SmolStr>>,
        account "account": Option<At<SmolStr>>,
        project "project": Option<At<SmolStr>>,
        subscription "subscription": Option<At<SmolStr>>,
        context "context": Option<At<SmolStr>>,
        jurisdiction "jurisdiction": Option<At<SmolStr>>,
        engine "engine": At<TargetEngine>,
        delivery "delivery": At<Delivery>,
        providers "provider": Vec<Provider>,
    }
}

choice! {
    /// The cloud of a target.
    Cloud { Aws = "aws", Gcp = "gcp", Azure = "azure", Kubernetes = "kubernetes" }
}

choice! {
    /// Who applies.
    TargetEngine { Terraform = "terraform", Direct = "direct" }
}

choice! {
    /// How charts arrive.
    Delivery { Helm = "helm", Argocd = "argocd", Flux = "flux" }
}

record! {
    /// A further Terraform provider.
    Provider {
        source "source": At<SmolStr>,
        version "version": At<SmolStr>,
        settings "settings": Option<Item>,
    }
}

impl Target {
    /// The account, project, subscription or context, by its cloud.
    pub fn account_id(&self) -> Option<&At<SmolStr>> {
        match self.cloud.value {
            Cloud::Aws => self.account.as_ref(),
            Cloud::Gcp => self.project.as_ref(),
            Cloud::Azure => self.subscription.as_ref(),
            Cloud::Kubernetes => self.context.as_ref(),
        }
    }
}
