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

/// Types whose objects hold content that goes with them. Source: the providers' documentation of what deletion removes.
const HOLDS_CONTENT: &[&str] = &[
    "aws_backup_vault",
    "aws_cloudwatch_log_group",
    "aws_db_instance",
    "aws_docdb_cluster",
    "aws_dynamodb_table",
    "aws_ebs_volume",
    "aws_ecr_repository",
    "aws_efs_file_system",
    "aws_elasticache_cluster",
    "aws_elasticache_replication_group",
    "aws_fsx_lustre_file_system",
    "aws_kms_key",
    "aws_memorydb_cluster",
    "aws_msk_cluster",
    "aws_opensearch_domain",
    "aws_rds_cluster",
    "aws_s3_bucket",
    "aws_secretsmanager_secret",
    "aws_sqs_queue",
    "google_bigquery_dataset",
    "google_filestore_instance",
    "google_redis_instance",
    "google_sql_database_instance",
    "google_storage_bucket",
    "Namespace",
    "PersistentVolumeClaim",
];

/// Whether destroying a resource of this type loses content.
pub fn holds_content(kind: &str) -> bool {
    HOLDS_CONTENT.contains(&kind)
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
