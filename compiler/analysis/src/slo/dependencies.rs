//! What a declaration needs on every request, through what promises nothing itself, to what does.

use mlpc_model::{DeclId, DependsOn, Platform, Slo, Val};
use mlpc_units::Ratio;

use super::compose::shared;

/// The indicator that dependencies pass on to those who need them.
pub const AVAILABILITY: &str = "availability";

/// So many declarations are followed from one service; beyond, what is further away counts as unknown. It bounds the walk.
const MOST_FOLLOWED: usize = 128;

/// Something that a service needs.
#[derive(Clone, Debug)]
pub struct Promise<'a> {
    /// From the direct dependency to what this is about.
    pub path: Vec<DeclId>,
    /// How the service names the first of them, where it does.
    pub entry: Option<&'a DependsOn>,
    /// The share of the service's requests that need it.
    pub share: Ratio,
    /// What is promised of it; `None` of the last thing on a path on which nothing is.
    pub slo: Option<&'a Slo>,
}

impl Promise<'_> {
    /// The declaration that this is about.
    pub fn of(&self) -> Option<DeclId> {
        self.path.last().copied()
    }

    /// What is left to the service if this holds `availability`.
    pub fn leaves(&self, availability: Ratio) -> Option<Ratio> {
        shared(availability, self.share)
    }
}

/// What is promised of a declaration by an indicator.
pub fn promise<'a>(platform: &'a Platform, of: DeclId, sli: &str) -> Option<&'a Slo> {
    platform.slos_of(of).find(|slo| slo.sli.value == sli)
}

/// What a service or component can't answer without, nearest first: each dependency with its promise, or, where it makes none, what it needs
/// itself. What is needed in two ways is counted once, for the larger share: it fails once.
pub fn promises<'a>(platform: &'a Platform, of: DeclId, find: impl Fn(DeclId) -> Option<&'a Slo>) -> Vec<Promise<'a>> {
    let mut found: Vec<Promise<'a>> = Vec::new();
    let mut queue = vec![Promise { path: Vec::new(), entry: None, share: Ratio::ONE, slo: None }];
    let mut at = 0;
    while let Some(from) = queue.get(at).cloned() {
        at += 1;
        let needed = needed(platform, from.of().unwrap_or(of));
        let last = needed.is_empty();
        for (on, entry, share) in needed {
            let Some(share) = from.share.checked_mul(share) else { continue };
            let mut path = from.path.clone();
            path.push(on);
            let next = Promise { path, entry: from.entry.or(entry), share, slo: find(on) };
            if on == of {
                continue;
            }
            if let Some(known) = found.iter_mut().chain(&mut queue).find(|known| known.of() == Some(on)) {
                known.share = known.share.max(share);
            } else if next.slo.is_some() {
                found.push(next);
            } else if queue.len() < MOST_FOLLOWED {
                queue.push(next);
            }
        }
        if last && !from.path.is_empty() {
            found.push(from);
        }
    }
    found
}

/// The direct hard dependencies: of a service those that aren't optional, of a component its stores.
fn needed(platform: &Platform, of: DeclId) -> Vec<(DeclId, Option<&DependsOn>, Ratio)> {
    if let Some(service) = platform.service(of) {
        let hard = service.depends_on.iter().filter(|depends| !depends.optional.value);
        return hard.map(|depends| (depends.on.value, Some(depends), depends.share.value)).collect();
    }
    if platform.component(of).is_none() {
        return Vec::new();
    }
    let fields = platform.decl(of).map(|decl| decl.fields.iter()).into_iter().flatten();
    let stores = fields.filter_map(|(_, item)| match item.val {
        Val::Ref(id) if platform.database(id).is_some() || platform.cache(id).is_some() => Some((id, None, Ratio::ONE)),
        _ => None,
    });
    stores.collect()
}
