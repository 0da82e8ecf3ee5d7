//! One action through a driver: retries, throttling, lost answers, deadline.

use std::sync::Arc;
use std::time::Duration;

use mlpc_plan::{ActionId, Op};
use smol_str::{SmolStr, format_smolstr};

use super::bucket::Buckets;
use super::contains::contains;
use crate::{Call, Class, Driver, Event, Events, Failure, Observed};

/// How an action's calls ended.
#[derive(Debug)]
pub(crate) enum End {
    /// Done; empty after a delete.
    Done(Observed),
    /// It exists, but not as planned.
    Partly(Observed, Failure),
    /// It isn't done. The token is kept where a late effect can't be ruled out.
    Failed { failure: Failure, keep_token: bool, deadline: bool },
    /// Nobody knows.
    Unknown { failure: Failure, deadline: bool },
}

/// What an action's calls need.
pub(crate) struct Task {
    pub(crate) action: ActionId,
    pub(crate) op: Op,
    pub(crate) driver: Arc<dyn Driver>,
    pub(crate) call: Call,
    pub(crate) id: SmolStr,
    pub(crate) deadline: Duration,
    pub(crate) backoff: Duration,
    pub(crate) max_attempts: u32,
    pub(crate) buckets: Arc<Buckets>,
    pub(crate) events: Events,
}

/// What to do after a failed call.
enum Next {
    Again,
    End(End),
}

impl Task {
    /// Runs the action to its end or its deadline.
    pub(crate) async fn run(self) -> End {
        match tokio::time::timeout(self.deadline, self.attempts()).await {
            Ok(end) => end,
            Err(_) => self.after_deadline().await,
        }
    }

    async fn after_deadline(&self) -> End {
        let text = format!("not done after {} s", self.deadline.as_secs());
        let failure = Failure::new(Class::Lost, text);
        // The call may still have an effect. A create shows by its token; anything else is read at the next start.
        if self.op == Op::Create
            && let Ok(Ok(found)) = tokio::time::timeout(Duration::from_secs(10), self.driver.find(self.call.clone())).await
            && let Some(ours) = found.into_iter().find(|it| it.ours)
        {
            return End::Partly(ours.observed, failure);
        }
        End::Unknown { failure, deadline: true }
    }

    async fn attempts(&self) -> End {
        let api = self.driver.api(&self.call.address);
        let mut attempt = 0;
        loop {
            self.buckets.take(&api).await;
            let failure = match self.once().await {
                Ok(observed) => {
                    self.buckets.went_through(&api);
                    return self.checked(observed).await;
                }
                Err(failure) => failure,
            };
            attempt += 1;
            if failure.class == Class::Throttled {
                let per_second = self.buckets.throttled(&api);
                self.events.send(Event::Throttled { api: api.clone(), per_second });
            }
            let class = failure.class;
            let retry_after = failure.retry_after;
            match self.judge(failure, attempt).await {
                Next::End(end) => return end,
                Next::Again => {
                    let after = retry_after.unwrap_or_else(|| self.pause(attempt));
                    self.buckets.retried();
                    self.events.send(Event::Retried { action: self.action, class, after });
                    tokio::time::sleep(after).await;
                }
            }
        }
    }

    async fn once(&self) -> Result<Observed, Failure> {
        let (call, id) = (self.call.clone(), self.id.clone());
        match self.op {
            Op::Create => self.driver.create(call).await,
            Op::Update => self.driver.update(call, id).await,
            Op::Delete => self.driver.delete(call, id).await.map(|()| Observed::default()),
            Op::Adopt => self.driver.import(call, id).await,
            Op::Read => match self.driver.read(call, id).await? {
                Some(observed) => Ok(observed),
                None => Err(Failure::new(Class::Gone, format!("there is no {} like that", self.call.address.kind()))),
            },
            Op::Forget | Op::Rename => Ok(Observed::default()),
        }
    }

    async fn judge(&self, failure: Failure, attempt: u32) -> Next {
        let failed = |failure, keep_token| Next::End(End::Failed { failure, keep_token, deadline: false });
        match (failure.class, self.op) {
            (Class::Gone, Op::Delete) => Next::End(End::Done(Observed::default())),
            (Class::Lost | Class::Conflict, Op::Create) => self.look(failure, attempt).await,
            (Class::Retry | Class::Throttled | Class::Lost | Class::Conflict, _) if attempt < self.max_attempts => Next::Again,
            (Class::Lost, Op::Update | Op::Delete) => Next::End(End::Unknown { failure, deadline: false }),
            _ => failed(failure, false),
        }
    }

    /// Looks whether a create whose answer was lost, or that met something of its name, made it.
    async fn look(&self, failure: Failure, attempt: u32) -> Next {
        let found = match self.driver.find(self.call.clone()).await {
            Ok(found) => found,
            Err(_) if attempt < self.max_attempts => return Next::Again,
            Err(_) => return Next::End(End::Unknown { failure, deadline: false }),
        };
        let foreign = found.iter().any(|it| !it.ours);
        if let Some(ours) = found.into_iter().find(|it| it.ours) {
            if contains(&ours.observed.attrs, &self.call.attrs).is_empty() {
                return Next::End(self.checked(ours.observed).await);
            }
            let id = ours.observed.id.clone();
            return Next::End(match self.driver.update(self.call.clone(), id).await {
                Ok(observed) => self.checked(observed).await,
                Err(failure) => End::Partly(ours.observed, failure),
            });
        }
        if foreign && failure.class == Class::Conflict {
            let text = format!("{}; it isn't ours: `import` adopts it", failure.message);
            let failure = Failure { class: Class::Permanent, message: text, ..failure };
            return Next::End(End::Failed { failure, keep_token: false, deadline: false });
        }
        if attempt < self.max_attempts {
            return Next::Again;
        }
        // The same token again, in the next run too: so a late effect of this call makes nothing twice.
        Next::End(End::Failed { failure, keep_token: true, deadline: false })
    }

    /// What was made contains what was planned, and what others refer to is known.
    async fn checked(&self, mut observed: Observed) -> End {
        if matches!(self.op, Op::Delete | Op::Forget | Op::Rename) {
            return End::Done(observed);
        }
        let unknown = |it: &Observed| self.call.wanted.iter().any(|path| super::references::at(&it.attrs, path).is_none());
        if unknown(&observed)
            && let Ok(Some(read)) = self.driver.read(self.call.clone(), observed.id.clone()).await
        {
            observed = read;
        }
        if matches!(self.op, Op::Adopt | Op::Read) {
            return End::Done(observed);
        }
        match contains(&observed.attrs, &self.call.attrs).first() {
            None => End::Done(observed),
            Some(differs) => {
                let text = format!("{} answers another `{}` than planned", self.driver.name(), differs.path);
                End::Partly(observed, Failure::new(Class::Permanent, text))
            }
        }
    }

    /// Doubling from the base to twenty seconds, spread so that those who failed together don't return together.
    fn pause(&self, attempt: u32) -> Duration {
        use std::hash::Hasher;
        let full = self.backoff.saturating_mul(1 << attempt.min(12)).min(Duration::from_secs(20));
        let mut hasher = rustc_hash::FxHasher::default();
        hasher.write(format_smolstr!("{}#{attempt}", self.call.token).as_bytes());
        full / 2 + (full / 2).mul_f64((hasher.finish() % 1000) as f64 / 1000.0)
    }
}
