//! The resource graph: resources in order of address, with the edges that follow from their references.

use mlpc_source::{Idx, IdxVec, define_idx};
use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::FxHashMap;

use crate::{Address, Resource, walk};

define_idx! {
    /// A resource of one graph, in order of address.
    pub struct ResourceId;
}

/// All resources of a platform. Resources are sorted by address; edges run from a resource to what it needs first.
#[derive(Clone, Debug)]
pub struct ResourceGraph {
    resources: IdxVec<ResourceId, Resource>,
    by_address: FxHashMap<Address, ResourceId>,
    needs: Vec<Vec<ResourceId>>,
    order: Vec<ResourceId>,
}

/// Collects resources.
#[derive(Default, Debug)]
pub struct GraphBuilder {
    resources: Vec<Resource>,
}

/// Resources that are no graph.
#[derive(Clone, Debug)]
pub struct Faulty {
    /// Why not.
    pub faults: Vec<GraphFault>,
    /// The resources, in order of address.
    pub resources: Vec<Resource>,
}

/// What keeps resources from being a graph.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum GraphFault {
    /// Two resources with one address.
    Duplicate(Address),
    /// A reference to a resource that isn't there.
    Dangling {
        /// Who refers.
        from: Address,
        /// To what.
        to: Address,
    },
    /// Resources that need each other; the path begins and ends with the same address.
    Cycle(Vec<Address>),
}

impl GraphBuilder {
    /// Adds a resource.
    pub fn add(&mut self, resource: Resource) {
        self.resources.push(resource);
    }

    /// The resources so far.
    pub fn resources(&self) -> &[Resource] {
        &self.resources
    }

    /// The resources so far, to be changed (`patch`).
    pub fn resources_mut(&mut self) -> &mut Vec<Resource> {
        &mut self.resources
    }

    /// Sorts, connects and orders. With faults there is no graph, only the resources; duplicates and dangling references are looked
    /// for before cycles.
    pub fn finish(mut self) -> Result<ResourceGraph, Faulty> {
        let mut faults = Vec::new();
        let ids = ids(&self.resources);
        let mut by_address = FxHashMap::with_capacity_and_hasher(self.resources.len(), rustc_hash::FxBuildHasher);
        for (resource, id) in self.resources.iter().zip(&ids) {
            if by_address.insert(resource.address.clone(), *id).is_some() {
                faults.push(GraphFault::Duplicate(resource.address.clone()));
            }
        }
        // In the order in which they were made, as that is how their values lie in memory.
        let mut needs = vec![Vec::new(); self.resources.len()];
        for (resource, id) in self.resources.iter().zip(&ids) {
            if let Some(of_it) = needs.get_mut(id.to_usize()) {
                *of_it = needs_of(resource, &by_address, &mut faults);
            }
        }
        sort(&mut self.resources, ids);
        if !faults.is_empty() {
            return Err(Faulty { faults, resources: self.resources });
        }
        match order(&needs) {
            Ok(order) => Ok(ResourceGraph { resources: self.resources.into(), by_address, needs, order }),
            Err(cycle) => {
                let addresses = cycle.into_iter().filter_map(|at| self.resources.get(at)).map(|it| it.address.clone());
                Err(Faulty { faults: vec![GraphFault::Cycle(addresses.collect())], resources: self.resources })
            }
        }
    }
}

/// The id that each resource gets: its place by address.
fn ids(resources: &[Resource]) -> Vec<ResourceId> {
    let mut by_address: Vec<(&Address, usize)> = resources.iter().map(|it| &it.address).zip(0..).collect();
    by_address.sort_unstable();
    let mut ids = vec![ResourceId::from_usize(0); resources.len()];
    for (id, (_, at)) in by_address.into_iter().enumerate() {
        if let Some(it) = ids.get_mut(at) {
            *it = ResourceId::from_usize(id);
        }
    }
    ids
}

/// Moves each resource to the place of its id. They are large, so none moves more than once or twice.
fn sort(resources: &mut [Resource], mut ids: Vec<ResourceId>) {
    for at in 0..ids.len() {
        while let Some(to) = ids.get(at).map(|id| id.to_usize()).filter(|to| *to != at) {
            resources.swap(at, to);
            ids.swap(at, to);
        }
    }
}

fn needs_of(resource: &Resource, by_address: &FxHashMap<Address, ResourceId>, faults: &mut Vec<GraphFault>) -> Vec<ResourceId> {
    let mut needs = Vec::new();
    let mut need = |to: &Address| match by_address.get(to) {
        Some(id) => needs.push(*id),
        None => faults.push(GraphFault::Dangling { from: resource.address.clone(), to: to.clone() }),
    };
    walk::references(&resource.attrs, &mut |reference| {
        if reference.to != resource.address {
            need(&reference.to);
        }
    });
    for (address, _) in &resource.life.after {
        need(address);
    }
    needs.sort_unstable();
    needs.dedup();
    needs
}

/// An order in which everything comes after what it needs, by address where free; else a cycle, its first node repeated at the end.
fn order(needs: &[Vec<ResourceId>]) -> Result<Vec<ResourceId>, Vec<usize>> {
    let mut needed_by: Vec<Vec<u32>> = vec![Vec::new(); needs.len()];
    let mut open: Vec<usize> = Vec::with_capacity(needs.len());
    for (at, ids) in needs.iter().enumerate() {
        open.push(ids.len());
        for id in ids {
            if let Some(list) = needed_by.get_mut(id.to_usize()) {
                list.push(at as u32);
            }
        }
    }
    let free = open.iter().enumerate().filter(|(_, n)| **n == 0);
    let mut ready: std::collections::BinaryHeap<_> = free.map(|(at, _)| std::cmp::Reverse(at)).collect();
    let mut order = Vec::with_capacity(needs.len());
    while let Some(std::cmp::Reverse(at)) = ready.pop() {
        order.push(ResourceId::from_usize(at));
        for next in needed_by.get(at).into_iter().flatten() {
            if let Some(n) = open.get_mut(*next as usize) {
                *n -= 1;
                if *n == 0 {
                    ready.push(std::cmp::Reverse(*next as usize));
                }
            }
        }
    }
    if order.len() == needs.len() { Ok(order) } else { Err(cycle(needs)) }
}

fn cycle(needs: &[Vec<ResourceId>]) -> Vec<usize> {
    let mut graph: DiGraph<(), ()> = DiGraph::new();
    for _ in needs {
        graph.add_node(());
    }
    for (at, ids) in needs.iter().enumerate() {
        for id in ids {
            graph.add_edge(NodeIndex::new(at), NodeIndex::new(id.to_usize()), ());
        }
    }
    let components = petgraph::algo::tarjan_scc(&graph);
    let mut members: Vec<usize> = components.into_iter().find(|it| it.len() > 1).into_iter().flatten().map(NodeIndex::index).collect();
    members.sort_unstable();
    let Some(first) = members.first().copied() else { return Vec::new() };
    // Inside a strongly connected component every node reaches every other, so a walk that stays in it comes back.
    let mut path = vec![first];
    let mut at = first;
    while let Some(next) = needs.get(at).and_then(|ids| ids.iter().map(|id| id.to_usize()).find(|id| members.binary_search(id).is_ok())) {
        if let Some(start) = path.iter().position(|seen| *seen == next) {
            let mut round = path.split_off(start);
            round.push(next);
            return round;
        }
        path.push(next);
        at = next;
    }
    path
}

impl ResourceGraph {
    /// A graph without resources.
    pub fn empty() -> Self {
        Self { resources: IdxVec::new(), by_address: FxHashMap::default(), needs: Vec::new(), order: Vec::new() }
    }

    /// The resources, in order of address.
    pub const fn resources(&self) -> &IdxVec<ResourceId, Resource> {
        &self.resources
    }

    /// The id of an address.
    pub fn id(&self, address: &Address) -> Option<ResourceId> {
        self.by_address.get(address).copied()
    }

    /// The resource with this address.
    pub fn get(&self, address: &Address) -> Option<&Resource> {
        self.id(address).and_then(|id| self.resources.get(id))
    }

    /// What a resource needs first, by references and order, direct ones only, in order of address.
    pub fn needs(&self, id: ResourceId) -> &[ResourceId] {
        self.needs.get(id.to_usize()).map_or(&[], Vec::as_slice)
    }

    /// Who needs each resource: the reverse of [`ResourceGraph::needs`], for all at once.
    pub fn needed_by(&self) -> Vec<Vec<ResourceId>> {
        let mut reverse = vec![Vec::new(); self.needs.len()];
        for (at, ids) in self.needs.iter().enumerate() {
            for id in ids {
                if let Some(list) = reverse.get_mut(id.to_usize()) {
                    list.push(ResourceId::from_usize(at));
                }
            }
        }
        reverse
    }

    /// All resources, each after what it needs.
    pub fn in_order(&self) -> impl Iterator<Item = (ResourceId, &Resource)> {
        self.order.iter().filter_map(|id| self.resources.get(*id).map(|resource| (*id, resource)))
    }

    /// The number of resources.
    pub fn len(&self) -> usize {
        self.resources.len()
    }

    /// Whether there is no resource.
    pub fn is_empty(&self) -> bool {
        self.resources.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Map, Value};
    use mlpc_source::{OriginId, SegmentId};

    fn resource(name: &str, needs: &[&str]) -> Resource {
        let refs = needs.iter().map(|it| Value::reference(&Address::new("t", it), "id")).collect::<Vec<_>>();
        let origin = OriginId::new(SegmentId::from_usize(0), 0);
        Resource::managed(Address::new("t", name), Map::new().with("refs", refs), "owner", origin)
    }

    #[test]
    fn order_follows_needs_then_addresses() {
        let mut builder = GraphBuilder::default();
        for (name, needs) in [("c", &["a"][..]), ("b", &[]), ("a", &["z"]), ("z", &[])] {
            builder.add(resource(name, needs));
        }
        let graph = builder.finish().expect("a graph");
        let order: Vec<_> = graph.in_order().map(|(_, it)| it.address.name().to_owned()).collect();
        assert_eq!(order, ["b", "z", "a", "c"]);
    }

    #[test]
    fn faults_are_named() {
        let mut builder = GraphBuilder::default();
        builder.add(resource("a", &["nowhere"]));
        builder.add(resource("a", &[]));
        let faults = builder.finish().expect_err("faults").faults;
        assert_eq!(faults.len(), 2);

        let mut builder = GraphBuilder::default();
        builder.add(resource("a", &["b"]));
        builder.add(resource("b", &["c"]));
        builder.add(resource("c", &["a"]));
        let Err(Faulty { faults, .. }) = builder.finish() else { panic!("a cycle") };
        let [GraphFault::Cycle(path)] = faults.as_slice() else { panic!("{faults:?}") };
        assert_eq!(path.len(), 4);
        assert_eq!(path.first(), path.last());
    }
}
