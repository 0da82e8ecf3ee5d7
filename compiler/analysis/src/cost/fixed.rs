//! What costs the same each month, or is paid by use: control planes, ways out of networks, stores.
//!
//! What is paid by use alone (stored bytes, requests, transfer) has no amount before it happens: it is listed as unknown.

use mlpc_catalog::Catalog;
use mlpc_model::{At, Cache, Cloud, Cluster, Database, DeclId, EgressMode, EgressPer, Network, Platform};
use mlpc_source::OriginId;
use mlpc_units::{MONTH_HOURS, Rational, n_of};
use smol_str::SmolStr;

use super::{Books, Gap, Unknown, no_price};
use crate::{managed, zones};

/// Services that a VPC reaches through a gateway endpoint, which is free; all others cost by the hour in each zone.
const FREE_ENDPOINTS: [&str; 2] = ["s3", "dynamodb"];

/// Why a store without `machine` has no price.
const NO_MACHINE: &str = "no machine is known that holds what it asks for";

/// Enters all of it.
pub(super) fn enter(platform: &Platform, catalog: &Catalog, books: &mut Books) {
    let mut prices = Prices { platform, catalog, books };
    for cluster in &platform.clusters {
        prices.control_plane(cluster);
    }
    for network in platform.networks.iter().filter(|it| it.existing.is_none()) {
        prices.network(network);
    }
    for database in platform.databases.iter().filter(|it| it.existing.is_none()) {
        prices.database(database);
    }
    for cache in platform.caches.iter().filter(|it| it.existing.is_none()) {
        prices.cache(cache);
    }
    for key in platform.keys.iter().filter(|it| it.existing.is_none()) {
        prices.each(key.decl, "a key", "kms", "customer managed key", Rational::ONE);
    }
    for secret in platform.secrets.iter().filter(|it| it.existing.is_none()) {
        prices.each(secret.decl, "a secret", "secretsmanager", "secret", Rational::ONE);
    }
    prices.by_use();
}

fn paid_endpoints(network: &Network) -> impl Iterator<Item = &At<SmolStr>> {
    network.endpoints.iter().filter(|it| !FREE_ENDPOINTS.contains(&it.value.as_str()))
}

struct Prices<'a, 'b> {
    platform: &'a Platform,
    catalog: &'a Catalog,
    books: &'b mut Books,
}

impl Prices<'_, '_> {
    fn control_plane(&mut self, cluster: &Cluster) {
        let (service, item) = match self.cloud(cluster.decl).filter(|_| cluster.existing.is_none()) {
            Some(Cloud::Aws) => ("eks", "cluster control plane, standard support"),
            Some(Cloud::Gcp) => ("gke", "cluster management fee"),
            Some(Cloud::Azure) => ("aks", "cluster uptime SLA (Standard tier)"),
            Some(Cloud::Kubernetes) | None => return,
        };
        self.each(cluster.decl, "control plane", service, item, hours());
    }

    fn network(&mut self, network: &Network) {
        let n_zones = zones::of_network(self.platform, self.catalog, network).len();
        let by_zone = network.egress.mode.value == EgressMode::Nat && network.egress.per.value != EgressPer::Network;
        if n_zones == 0 && (by_zone || paid_endpoints(network).next().is_some()) {
            let place = zones::region(self.platform, network.decl).map_or("its region", |(_, region)| region.as_str());
            let why = format!("the zones of {place} aren't known, so its gateways and endpoints can't be counted");
            self.unpriced(network.decl, "gateways and endpoints", why);
            return;
        }
        if network.egress.mode.value == EgressMode::Nat {
            // A subnet of Azure spans zones, and has one gateway.
            let azure = self.cloud(network.decl) == Some(Cloud::Azure);
            let n = if azure || network.egress.per.value == EgressPer::Network { 1 } else { n_zones };
            let what = n_of(n, "NAT gateway");
            self.each(network.decl, &what, "nat gateway", "gateway", hours_of(n));
            let addresses = n.saturating_mul(usize::try_from(network.egress.addresses.value).unwrap_or(1));
            self.each(
                network.decl,
                &format!("{addresses} public address{}", if addresses == 1 { "" } else { "es" }),
                if azure { "public ip" } else { "vpc" },
                if azure { "static standard IPv4" } else { "public IPv4 address in use" },
                hours_of(addresses),
            );
        }
        for endpoint in paid_endpoints(network) {
            // Images come from two services: the API and the registry.
            let n = if endpoint.value == "ecr" { 2 * n_zones } else { n_zones };
            self.each(network.decl, &format!("endpoint {}", endpoint.value), "vpc", "interface endpoint", hours_of(n));
        }
    }

    fn database(&mut self, database: &Database) {
        let zones = if database.multi_zone.value { ("multi-az", "multi-AZ") } else { ("single-az", "single-AZ") };
        match managed::database_class(self.catalog, database) {
            Some(class) => {
                let item = format!("{} {class} {}", database.engine.value, zones.0);
                self.each(database.decl, &format!("{class} {}", zones.0), "rds", &item, hours());
            }
            None => self.unpriced(database.decl, "", NO_MACHINE),
        }
        if let Some(storage) = database.storage {
            let gib = Rational::integer(managed::database_storage(storage.value));
            self.each(database.decl, "storage", "rds", &format!("storage gp3 {}", zones.1), gib);
        }
    }

    fn cache(&mut self, cache: &Cache) {
        let n = cache.replicas.value.saturating_add(1);
        let hours = Rational::integer(n).checked_mul(hours());
        match (managed::cache_type(self.catalog, cache), hours) {
            (Some(machine), Some(hours)) => {
                let what = if n == 1 { machine.to_string() } else { format!("{n} × {machine}") };
                self.each(cache.decl, &what, "elasticache", &format!("{} {machine}", cache.engine.value), hours);
            }
            _ => self.unpriced(cache.decl, "", NO_MACHINE),
        }
    }

    /// What has no amount before it is used.
    fn by_use(&mut self) {
        let platform = self.platform;
        for bucket in platform.buckets.iter().filter(|it| it.existing.is_none()) {
            self.by_use_only(bucket.decl, "paid by what is stored and read");
        }
        for registry in platform.registries.iter().filter(|it| it.existing.is_none()) {
            self.by_use_only(registry.decl, "paid by what is stored");
        }
        for filesystem in platform.filesystems.iter().filter(|it| it.existing.is_none()) {
            self.by_use_only(filesystem.decl, "paid by what is stored and moved");
        }
        for network in platform.networks.iter().filter(|it| it.existing.is_none()) {
            self.by_use_only(network.decl, "paid by what passes it");
        }
        for component in platform.components.iter().filter(|it| it.existing.is_none()) {
            self.by_use_only(component.decl, "its volumes and load balancers; its pods run on the pools counted here");
        }
        for resource in &platform.resources {
            self.unpriced(resource.decl, "", "a provider's resource has no price here");
        }
    }

    /// Enters `amount` units at the list price, or that it isn't known.
    fn each(&mut self, decl: DeclId, what: &str, service: &str, item: &str, amount: Rational) {
        let Some((target, region)) = zones::region(self.platform, decl) else {
            self.by_use_only(decl, "it stands in no cloud");
            return;
        };
        let price = self.catalog.price(target.cloud.value.as_str(), region, service, item);
        let monthly = price.as_ref().and_then(|price| price.usd.checked_mul(amount));
        match (price, monthly) {
            (Some(price), Some(monthly)) => {
                let (tenant, origin) = self.place(decl);
                self.books.dated(price.provenance.as_of);
                self.books.fixed(decl, tenant, origin, what.to_owned(), monthly);
            }
            _ => self.unpriced(decl, what, no_price(what, region)),
        }
    }

    fn by_use_only(&mut self, decl: DeclId, why: &str) {
        let tenant = self.place(decl).0;
        self.books.unknown(tenant, Unknown { decl, what: String::new(), gap: Gap::ByUse, why: why.to_owned() });
    }

    fn unpriced(&mut self, decl: DeclId, what: &str, why: impl Into<String>) {
        let tenant = self.place(decl).0;
        self.books.unknown(tenant, Unknown { decl, what: what.to_owned(), gap: Gap::Price, why: why.into() });
    }

    fn place(&self, decl: DeclId) -> (Option<DeclId>, OriginId) {
        let tenant = self.platform.tenant_of(decl).map(|tenant| tenant.decl);
        let origin = self.platform.decl(decl).map(|it| it.origin);
        (tenant, origin.unwrap_or(OriginId::new(mlpc_source::Idx::from_usize(0), 0)))
    }

    fn cloud(&self, decl: DeclId) -> Option<Cloud> {
        self.platform.target_of(decl).map(|target| target.cloud.value)
    }
}

fn hours() -> Rational {
    Rational::integer(MONTH_HOURS)
}

fn hours_of(n: usize) -> Rational {
    Rational::integer(i64::try_from(n).unwrap_or(i64::MAX / MONTH_HOURS).saturating_mul(MONTH_HOURS))
}
