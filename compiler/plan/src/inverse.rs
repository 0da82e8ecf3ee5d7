//! What undoes a plan, and what can't be undone.

use mlpc_graph::Address;
use mlpc_source::IdxVec;

use crate::{Action, ActionId, Op, Plan};

/// The way back from one action.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Inverse {
    /// The resource.
    pub target: Address,
    /// What would undo it; `None` where nothing has to.
    pub op: Option<Op>,
    /// How well that works.
    pub undo: Undo,
}

/// How well an action can be undone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Undo {
    /// The former state comes back.
    Whole,
    /// It is made anew with the same attributes, but ids and addresses differ.
    Anew,
    /// Its content is lost.
    Lost,
}

/// Types whose objects hold content that goes with them, and what that is. Sources: for a cloud's types the page of the provider's documentation on
/// the type and the service's own on deletion; for Kubernetes "Namespaces" and "Persistent Volumes: Reclaiming". A type that isn't here counts as
/// one that can be made anew.
const HOLDS_CONTENT: &[(&str, &str)] = &[
    ("aws_backup_vault", "recovery points"),
    ("aws_cloudwatch_log_group", "log events"),
    ("aws_db_instance", "the database, unless a final snapshot is taken"),
    ("aws_docdb_cluster", "the database, unless a final snapshot is taken"),
    ("aws_dynamodb_table", "items"),
    ("aws_ebs_volume", "blocks"),
    ("aws_ecr_repository", "images"),
    ("aws_efs_file_system", "files"),
    ("aws_elasticache_cluster", "keys in memory"),
    ("aws_elasticache_replication_group", "keys in memory"),
    ("aws_fsx_lustre_file_system", "files not exported yet"),
    ("aws_kms_key", "the key: whatever is encrypted with it can't be read again"),
    ("aws_memorydb_cluster", "keys"),
    ("aws_msk_cluster", "messages"),
    ("aws_opensearch_domain", "indexes"),
    ("aws_rds_cluster", "the database, unless a final snapshot is taken"),
    ("aws_s3_bucket", "objects, where `force_destroy` lets a full bucket go"),
    ("aws_secretsmanager_secret", "the secret's versions"),
    ("aws_sqs_queue", "messages"),
    ("azurerm_container_registry", "images"),
    ("azurerm_key_vault", "what is in it, which can be recovered for 90 days"),
    ("azurerm_key_vault_key", "the key, which can be recovered for 90 days"),
    ("azurerm_log_analytics_workspace", "log events, which can be recovered for 14 days"),
    ("azurerm_storage_account", "objects"),
    ("azurerm_storage_container", "objects, which can be recovered while the account keeps them"),
    ("google_bigquery_dataset", "tables"),
    ("google_filestore_instance", "files"),
    ("google_redis_instance", "keys in memory"),
    ("google_sql_database_instance", "the database"),
    ("google_storage_bucket", "objects, where `force_destroy` lets a full bucket go"),
    ("Namespace", "every object in it, volume claims too"),
    ("PersistentVolumeClaim", "the volume, where its class reclaims by deleting"),
];

/// Whether destroying a resource of this type loses content.
pub fn holds_content(kind: &str) -> bool {
    lost_with(kind).is_some()
}

/// What of its content goes with a resource of this type: "objects".
fn lost_with(kind: &str) -> Option<&'static str> {
    HOLDS_CONTENT.iter().find(|(of, _)| *of == kind).map(|(_, what)| *what)
}

impl Plan {
    /// What undoes each action, in the same order of actions; a replacement is undone by another.
    pub fn inverse(&self) -> IdxVec<ActionId, Inverse> {
        self.actions.iter().map(inverse).collect()
    }

    /// The resources whose content is lost.
    pub fn irreversible(&self) -> impl Iterator<Item = &Action> {
        self.actions.iter().filter(|it| inverse(it).undo == Undo::Lost)
    }
}

fn inverse(action: &Action) -> Inverse {
    let lost = if holds_content(action.target.kind()) { Undo::Lost } else { Undo::Anew };
    let (op, undo) = match action.op {
        Op::Read => (None, Undo::Whole),
        Op::Create => (Some(Op::Delete), Undo::Whole),
        Op::Update => (Some(Op::Update), Undo::Whole),
        Op::Delete => (Some(Op::Create), lost),
        Op::Adopt => (Some(Op::Forget), Undo::Whole),
        Op::Forget => (Some(Op::Adopt), Undo::Whole),
        Op::Rename => (Some(Op::Rename), Undo::Whole),
    };
    Inverse { target: action.target.clone(), op, undo }
}
