//! How MIG slices are placed on one GPU (rule MIG-02).

use mlpc_catalog::MigProfile;
use smol_str::SmolStr;

/// What stands in the way of a mix of slices.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Obstacle {
    /// More compute slices than the GPU has.
    Compute {
        /// So many are asked for.
        wanted: u64,
        /// So many there are.
        has: u64,
    },
    /// More memory slices than the GPU has.
    Memory {
        /// So many are asked for.
        wanted: u64,
        /// So many there are.
        has: u64,
    },
    /// Enough slices, but no places: profiles lie only where their sizes allow.
    Places,
}

/// Slices of one GPU that are placed; the most that any has is 8.
const MOST_SLICES: u64 = 16;

/// A profile and how many of it one GPU is to have.
pub type Wanted<'a> = (&'a MigProfile, u64);

/// Whether a mix can be placed on one GPU.
pub fn place(wanted: &[Wanted<'_>]) -> Result<(), Obstacle> {
    let Some((first, _)) = wanted.first() else { return Ok(()) };
    let (compute_has, memory_has) = (first.accelerator_compute_slices, first.accelerator_memory_slices);
    let sum = |each: fn(&MigProfile) -> u64| wanted.iter().fold(0_u64, |sum, (it, n)| sum.saturating_add(each(it).saturating_mul(*n)));
    let (compute, memory) = (sum(|it| it.compute_slices), sum(|it| it.memory_slices));
    if compute > compute_has {
        return Err(Obstacle::Compute { wanted: compute, has: compute_has });
    }
    if memory > memory_has {
        return Err(Obstacle::Memory { wanted: memory, has: memory_has });
    }
    let media = wanted.iter().filter(|(it, _)| it.name.contains("+me")).fold(0_u64, |sum, (_, n)| sum.saturating_add(*n));
    if media > 1 || wanted.iter().any(|(it, n)| *n > it.max_instances) {
        return Err(Obstacle::Places);
    }
    if wanted.iter().fold(0_u64, |sum, (_, n)| sum.saturating_add(*n)) > MOST_SLICES {
        return Err(Obstacle::Places);
    }
    // Few slices fit a GPU, so the mix is a short list by now. The largest are placed first: they have the fewest places.
    let mut slices: Vec<&MigProfile> = Vec::new();
    for (profile, count) in wanted {
        slices.extend((0..*count).map(|_| *profile));
    }
    slices.sort_by_key(|it| std::cmp::Reverse(it.memory_slices));
    if fill(&slices, 0) { Ok(()) } else { Err(Obstacle::Places) }
}

/// Places the slices where `taken` (a bit a memory slice) leaves room. Its depth is the number of slices on one GPU.
fn fill(slices: &[&MigProfile], taken: u64) -> bool {
    let Some((first, rest)) = slices.split_first() else { return true };
    first.placements.iter().any(|place| {
        let bits = 1_u64.checked_shl(u32::try_from(place.size).unwrap_or(u32::MAX)).map_or(u64::MAX, |bits| bits - 1);
        let bits = bits.checked_shl(u32::try_from(place.start).unwrap_or(u32::MAX)).unwrap_or(0);
        bits != 0 && taken & bits == 0 && fill(rest, taken | bits)
    })
}

/// As much of a mix as one GPU takes, the first profile first: what to write instead.
pub fn as_much(wanted: &[Wanted<'_>]) -> Vec<(SmolStr, u64)> {
    let mut kept: Vec<(&MigProfile, u64)> = Vec::new();
    for (profile, count) in wanted {
        let most = (1..=(*count).min(profile.max_instances)).rev().find(|n| {
            let mut mix = kept.clone();
            mix.push((profile, *n));
            place(&mix).is_ok()
        });
        kept.extend(most.map(|n| (*profile, n)));
    }
    kept.into_iter().map(|(profile, n)| (profile.name.clone(), n)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use mlpc_catalog::Catalog;

    fn mix<'a>(profiles: &'a [MigProfile], wanted: &[(SmolStr, u64)]) -> Vec<Wanted<'a>> {
        wanted.iter().map(|(name, n)| (profiles.iter().find(|it| it.name == *name).expect("a profile"), *n)).collect()
    }

    fn named(wanted: &[(&str, u64)]) -> Vec<(SmolStr, u64)> {
        wanted.iter().map(|(name, n)| (SmolStr::new(name), *n)).collect()
    }

    /// Every listed set can be placed, and what can be placed is part of a listed set: on all GPUs, for all mixes of plain profiles.
    #[test]
    fn places_are_those_of_the_listed_sets() {
        let catalog = Catalog::embedded();
        for accelerator in catalog.accelerators() {
            let sets = catalog.mig_sets(&accelerator.id);
            let profiles = catalog.mig_profiles(&accelerator.id);
            let plain: Vec<&MigProfile> = profiles.iter().filter(|it| !it.name.contains(['+', '-'])).collect();
            for set in &sets {
                assert_eq!(place(&mix(&profiles, &set.profiles)), Ok(()), "{} {:?}", accelerator.id, set.profiles);
            }
            let mut mixes: Vec<Vec<Wanted<'_>>> = vec![Vec::new()];
            for profile in plain.iter().filter(|_| !sets.is_empty()) {
                let mut longer = Vec::new();
                for mix in &mixes {
                    longer.extend((0..=profile.max_instances).map(|n| [mix.as_slice(), &[(*profile, n)]].concat()));
                }
                mixes = longer;
            }
            for mix in mixes {
                let names: Vec<(SmolStr, u64)> = mix.iter().filter(|(_, n)| *n > 0).map(|(it, n)| (it.name.clone(), *n)).collect();
                let listed = sets.is_empty() || sets.iter().any(|set| set.holds(&names));
                assert_eq!(place(&mix).is_ok(), listed, "{} {names:?}", accelerator.id);
            }
        }
    }

    #[test]
    fn what_stands_in_the_way() {
        let profiles = Catalog::embedded().mig_profiles("nvidia-a100-sxm-80gb");
        let judged = |wanted: &[(&str, u64)]| place(&mix(&profiles, &named(wanted)));
        // MIG user guide: the balanced mix, and two of 3g, which leave no room for 1g.
        assert_eq!(judged(&[("1g.10gb", 2), ("2g.20gb", 1), ("3g.40gb", 1)]), Ok(()));
        assert_eq!(judged(&[("3g.40gb", 2), ("1g.10gb", 1)]), Err(Obstacle::Memory { wanted: 9, has: 8 }));
        assert_eq!(judged(&[("1g.10gb", 8)]), Err(Obstacle::Compute { wanted: 8, has: 7 }));
        assert_eq!(judged(&[("4g.40gb", 1), ("2g.20gb", 2)]), Err(Obstacle::Compute { wanted: 8, has: 7 }));
        assert_eq!(judged(&[("1g.10gb+me", 2)]), Err(Obstacle::Places));
        assert_eq!(judged(&[("4g.40gb", 1), ("3g.40gb", 1)]), Ok(()));
        let much = |wanted: &[(&str, u64)]| as_much(&mix(&profiles, &named(wanted)));
        assert_eq!(much(&[("3g.40gb", 2), ("1g.10gb", 1)]), named(&[("3g.40gb", 2)]));
        assert_eq!(much(&[("1g.10gb", 9)]), named(&[("1g.10gb", 7)]));
    }
}
