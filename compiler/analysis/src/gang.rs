//! How pods that start together are packed onto nodes.

/// Pods of GPUs that start together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Gang {
    /// All GPUs.
    pub gpus: i64,
    /// GPUs of one pod.
    pub pod: i64,
}

/// A gang on nodes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Packing {
    /// A pod asks for more than a node has.
    PodTooLarge,
    /// The GPUs aren't whole pods.
    Uneven {
        /// What is left over.
        left: i64,
    },
    /// It takes so many nodes.
    Nodes {
        /// How many.
        nodes: i64,
        /// GPUs of these nodes that no pod of its size can use.
        stranded: i64,
    },
}

/// Packs a gang onto nodes of `per_node` GPUs; `None` where a number isn't positive.
pub fn pack(gang: Gang, per_node: i64) -> Option<Packing> {
    if gang.gpus < 1 || gang.pod < 1 || per_node < 1 {
        return None;
    }
    if gang.pod > per_node {
        return Some(Packing::PodTooLarge);
    }
    let left = gang.gpus.checked_rem(gang.pod)?;
    if left != 0 {
        return Some(Packing::Uneven { left });
    }
    let pods = gang.gpus.checked_div(gang.pod)?;
    let pods_a_node = per_node.checked_div(gang.pod)?;
    let nodes = pods.checked_add(pods_a_node.checked_sub(1)?)?.checked_div(pods_a_node)?;
    // On a node of its own a small gang leaves room that others use; what a full node's pods leave, or the last of several nodes, it strands.
    let unused_a_node = per_node.checked_rem(gang.pod)?;
    let stranded = if nodes > 1 { nodes.checked_mul(per_node)?.checked_sub(gang.gpus)? } else { unused_a_node };
    Some(Packing::Nodes { nodes, stranded })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn gangs_on_nodes_of_eight() {
        let packed = |gpus, pod| pack(Gang { gpus, pod }, 8);
        assert_eq!(packed(16, 8), Some(Packing::Nodes { nodes: 2, stranded: 0 }));
        assert_eq!(packed(12, 8), Some(Packing::Uneven { left: 4 }));
        assert_eq!(packed(12, 4), Some(Packing::Nodes { nodes: 2, stranded: 4 }));
        assert_eq!(packed(4, 4), Some(Packing::Nodes { nodes: 1, stranded: 0 }));
        assert_eq!(packed(6, 3), Some(Packing::Nodes { nodes: 1, stranded: 2 }));
        assert_eq!(packed(16, 16), Some(Packing::PodTooLarge));
        assert_eq!(packed(0, 1), None);
    }

    proptest! {
        #[test]
        fn nodes_hold_the_gang_and_none_is_spare(pods in 1_i64..200, pod in 1_i64..9, per_node in 1_i64..17) {
            let gang = Gang { gpus: pods * pod, pod };
            match pack(gang, per_node) {
                Some(Packing::Nodes { nodes, .. }) => {
                    let room = per_node / pod;
                    prop_assert!(nodes * room >= pods && (nodes - 1) * room < pods);
                }
                other => prop_assert!(pod > per_node, "{other:?}"),
            }
        }
    }
}
