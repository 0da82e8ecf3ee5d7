//! Where things are by law: regions, jurisdictions, and whether data that must stay somewhere does.

use mlpc_catalog::Catalog;
use mlpc_model::{Cloud, Dataset, DeclId, Place, Platform, Target};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::flow::store_of;

/// Where a declaration is made.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Site<'a> {
    /// Its target.
    pub target: &'a Target,
    /// Its region; `None` on a cluster that exists.
    pub region: Option<&'a SmolStr>,
}

impl Site<'_> {
    /// For people: `us-east-1`, or the target's name where it has no region.
    pub fn name(&self) -> &str {
        self.region.map_or(self.target.name.as_str(), SmolStr::as_str)
    }

    /// Whether both are one region of one cloud, or one cluster that exists.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self.region, other.region) {
            (Some(one), Some(two)) => self.target.cloud.value == other.target.cloud.value && one == two,
            (None, None) => self.target.decl == other.target.decl,
            _ => false,
        }
    }
}

/// Where a declaration is: a dataset in its store, a bucket in its own region, a workload on its cluster.
pub fn site_of(platform: &Platform, id: DeclId) -> Option<Site<'_>> {
    let id = store_of(platform, id);
    let target = platform.target_of(id)?;
    let own = platform.bucket(id).and_then(|bucket| bucket.region.as_ref());
    Some(Site { target, region: own.or(target.region.as_ref()).map(|it| &it.value) })
}

/// Whether data at a place stays where it must.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stay {
    /// It does.
    Inside,
    /// It is under another law: which.
    Outside(SmolStr),
    /// Nobody says whose law holds there.
    Unknown,
}

/// The laws of all regions.
#[derive(Debug)]
pub struct Jurisdictions {
    /// By cloud and region: the jurisdiction, and every name that data which must stay may call it.
    regions: FxHashMap<(SmolStr, SmolStr), Law>,
    /// By jurisdiction: the same names.
    names: FxHashMap<SmolStr, Vec<SmolStr>>,
}

#[derive(Debug)]
struct Law {
    jurisdiction: SmolStr,
    names: Vec<SmolStr>,
}

impl Jurisdictions {
    /// As the catalog has them.
    pub fn of(catalog: &Catalog) -> Self {
        let mut laws = Self { regions: FxHashMap::default(), names: FxHashMap::default() };
        for cloud in [Cloud::Aws, Cloud::Gcp, Cloud::Azure] {
            for region in catalog.regions(cloud.as_str()) {
                let Some(jurisdiction) = region.jurisdiction else { continue };
                let mut names = region.residency_tags;
                names.extend(region.country);
                names.push(jurisdiction.clone());
                laws.names.entry(jurisdiction.clone()).or_insert_with(|| names.clone());
                laws.regions.insert((region.cloud, region.id), Law { jurisdiction, names });
            }
        }
        laws
    }

    /// Whether what must stay in `residency` does so at a site.
    pub fn stay(&self, site: &Site<'_>, residency: &str) -> Stay {
        let is = |names: &[SmolStr]| names.iter().any(|name| name == residency);
        if let Some(said) = site.target.jurisdiction.as_ref().filter(|_| site.region == site.target.region.as_ref().map(|it| &it.value)) {
            let known = self.names.get(&said.value);
            let inside = said.value == residency || known.is_some_and(|names| is(names));
            return if inside { Stay::Inside } else { Stay::Outside(said.value.clone()) };
        }
        let law = site.region.and_then(|region| self.regions.get(&(SmolStr::new(site.target.cloud.value.as_str()), region.clone())));
        match law {
            Some(law) if is(&law.names) => Stay::Inside,
            Some(law) => Stay::Outside(law.jurisdiction.clone()),
            None => Stay::Unknown,
        }
    }
}

/// Where a dataset must stay: as it says, else as its tenant says, which holds for all but public data.
pub fn residency_of<'a>(platform: &'a Platform, dataset: &'a Dataset) -> Option<&'a mlpc_model::At<SmolStr>> {
    let of_tenant = || platform.tenant(dataset.tenant.value)?.data.residency.as_ref();
    let public = dataset.class.value == mlpc_model::DataClass::Public;
    dataset.residency.as_ref().or_else(|| of_tenant().filter(|_| !public))
}

/// Whether a dataset's owner lets readers take it to a site.
pub fn may_leave_to(dataset: &Dataset, site: &Site<'_>) -> bool {
    dataset.leaves_to.iter().any(|place| match &place.value {
        Place::Target(target) => *target == site.target.decl,
        Place::Region(region) => site.region == Some(region),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn laws_go_by_several_names() {
        let laws = Jurisdictions::of(&Catalog::embedded());
        let of = |cloud: &str, region: &str| laws.regions.get(&(cloud.into(), region.into())).map(|law| law.jurisdiction.to_string());
        assert_eq!(of("aws", "eu-central-1").as_deref(), Some("EU"));
        assert_eq!(of("aws", "eu-central-2").as_deref(), Some("CH"));
        assert_eq!(of("gcp", "us-central1").as_deref(), Some("US"));
        assert_eq!(of("azure", "uksouth").as_deref(), Some("UK"));
        let names = &laws.regions[&("aws".into(), "eu-central-1".into())].names;
        assert!(["EU", "EEA", "DE"].iter().all(|name| names.iter().any(|it| it == name)), "{names:?}");
    }
}
