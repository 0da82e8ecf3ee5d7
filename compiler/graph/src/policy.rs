//! IAM policy documents as data.

use smol_str::SmolStr;

use crate::{Address, Value};

/// A policy document. Its name is that of the data source which prints it; equal names mean one shared document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PolicyDoc {
    /// `search_finetune__training`, `main__pod-identity-trust`.
    pub name: SmolStr,
    /// The declaration in whose file it is printed ("cluster.main").
    pub owner: SmolStr,
    /// A line above it, where an expert would write one.
    pub comment: Option<SmolStr>,
    /// The statements, in order.
    pub statements: Vec<Statement>,
}

/// A statement of a policy.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Statement {
    /// An identifier that says what it is for ("Checkpoints"); empty for none.
    pub sid: SmolStr,
    /// Denies instead of allowing.
    pub deny: bool,
    /// `s3:GetObject` …
    pub actions: Vec<SmolStr>,
    /// ARNs, as text, references or templates; empty in trust policies.
    pub resources: Vec<Value>,
    /// Whom a resource policy or trust policy speaks of.
    pub principals: Vec<Principal>,
    /// Under which conditions.
    pub conditions: Vec<Condition>,
}

/// Principals of one type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Principal {
    /// `Service`, `AWS`, `Federated` or `*`.
    pub kind: SmolStr,
    /// Their identifiers.
    pub identifiers: Vec<Value>,
}

/// A condition of a statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Condition {
    /// `StringEquals` …
    pub test: SmolStr,
    /// `aws:ResourceTag/…` …
    pub variable: SmolStr,
    /// The values, any of which holds.
    pub values: Vec<Value>,
}

impl PolicyDoc {
    /// An empty document.
    pub fn new(name: impl Into<SmolStr>, owner: impl Into<SmolStr>) -> Self {
        Self { name: name.into(), owner: owner.into(), comment: None, statements: Vec::new() }
    }

    /// The address of the data source that prints it.
    pub fn address(&self) -> Address {
        Address::new("data.aws_iam_policy_document", &self.name)
    }

    /// Adds a statement.
    #[must_use]
    pub fn statement(mut self, statement: Statement) -> Self {
        self.statements.push(statement);
        self
    }

    /// Puts a comment above it.
    #[must_use]
    pub fn comment(mut self, comment: impl Into<SmolStr>) -> Self {
        self.comment = Some(comment.into());
        self
    }

    /// All values inside, for walks over references.
    pub fn values(&self) -> impl Iterator<Item = &Value> {
        self.statements.iter().flat_map(|it| {
            let principals = it.principals.iter().flat_map(|principal| &principal.identifiers);
            let conditions = it.conditions.iter().flat_map(|condition| &condition.values);
            it.resources.iter().chain(principals).chain(conditions)
        })
    }
}

impl Statement {
    /// An allowing statement.
    pub fn allow<S: Into<SmolStr>>(sid: &str, actions: impl IntoIterator<Item = S>, resources: Vec<Value>) -> Self {
        Self { sid: sid.into(), actions: actions.into_iter().map(Into::into).collect(), resources, ..Self::default() }
    }

    /// Lets principals of one type.
    #[must_use]
    pub fn principal(mut self, kind: &str, identifiers: Vec<Value>) -> Self {
        self.principals.push(Principal { kind: kind.into(), identifiers });
        self
    }

    /// Under a condition.
    #[must_use]
    pub fn when(mut self, test: &str, variable: impl Into<SmolStr>, values: Vec<Value>) -> Self {
        self.conditions.push(Condition { test: test.into(), variable: variable.into(), values });
        self
    }
}
