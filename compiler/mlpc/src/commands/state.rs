//! `mlpc state …`

use clap::{Args, Subcommand};
use mlpc_engine::{Session, WaitForLock, load, versions, wire};
use mlpc_graph::{Address, Value};

use crate::compile::{Strictness, whole};
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::refused;
use crate::state::{Place, clock, reality_line};

/// Looks into the state, goes back in it, clears it.
#[derive(Args, Debug)]
pub(crate) struct State {
    /// What to do.
    #[command(subcommand)]
    action: Action,
}

/// What to do with the state.
#[derive(Subcommand, Debug)]
enum Action {
    /// One address a line, nothing else
    List,
    /// What is recorded of an address, as JSON
    Show {
        /// Which.
        address: String,
    },
    /// The runs that changed it, newest first
    History,
    /// Goes back to a serial of the history; the cloud is not touched, the next plan says what differs
    Restore {
        /// Which.
        serial: u64,
    },
    /// Clears a simulated state and its cloud; of a real one only with --force
    Reset {
        /// Also a state of real resources: they stay in the cloud, nobody knows of them any more.
        #[arg(long)]
        force: bool,
    },
}

impl State {
    /// Runs it. A spec with errors is no hindrance: where the state lies can be read all the same.
    pub(crate) fn run(self, context: &Context) -> Result<Exit, Failure> {
        let (snapshot, _) = whole(context, Strictness::Environment)?;
        let Some(compiled) = snapshot.first() else { return Err(Failure::bug("no environment was compiled")) };
        let place = Place::of(&compiled.platform, compiled.environment.as_ref(), context.files()?.root())?;
        match self.action {
            Action::List => list(context, &place),
            Action::Show { address } => show(context, &place, &address),
            Action::History => history(context, &place),
            Action::Restore { serial } => {
                open_damaged(&place, "state restore")?.restore(serial)?;
                context.say(&format!("the state is as serial {serial} left it; mlpc plan says what differs"))?;
                Ok(Exit::Done)
            }
            Action::Reset { force } => {
                let session = if force { open_damaged(&place, "state reset") } else { open(&place, "state reset") };
                session?.reset(force)?;
                remove_simulator(&place)?;
                context.say("the state is empty")?;
                Ok(Exit::Done)
            }
        }
    }
}

fn open(place: &Place, command: &str) -> Result<Session, Failure> {
    Ok(Session::open(place.store.clone(), place.expect.clone(), command, WaitForLock::default())?)
}

fn open_damaged(place: &Place, command: &str) -> Result<Session, Failure> {
    Ok(Session::open_damaged(place.store.clone(), place.expect.clone(), command)?)
}

fn remove_simulator(place: &Place) -> Result<(), Failure> {
    let folder = place.simulator();
    match std::fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(refused::path("remove", &folder, &error)),
        _ => Ok(()),
    }
}

fn list(context: &Context, place: &Place) -> Result<Exit, Failure> {
    let (state, info) = load(&*place.store, &place.expect)?;
    if let Some(line) = reality_line(&info) {
        context.say(&line)?;
    }
    let lines: String = state.prior.resources.keys().map(|address| format!("{address}\n")).collect();
    context.print(&lines)?;
    Ok(Exit::Done)
}

fn show(context: &Context, place: &Place, address: &str) -> Result<Exit, Failure> {
    let (state, info) = load(&*place.store, &place.expect)?;
    if let Some(line) = reality_line(&info) {
        context.say(&line)?;
    }
    let parsed = Address::parse(address).map_err(|error| Failure::usage(error.to_string()))?;
    let Some(record) = state.prior.resources.get(&parsed) else {
        return Err(Failure::usage(format!("`{address}` is not in the state; `mlpc state list` names what is")));
    };
    let object = state.objects.get(&parsed);
    let texts = |pairs: &[(&str, &str)]| -> String {
        pairs.iter().map(|(key, text)| format!("  \"{key}\": {},\n", wire::to_json(&Value::Text((*text).into())))).collect()
    };
    let head = texts(&[
        ("address", address),
        ("declaration", &record.owner),
        ("at", &record.origin),
        ("tenant", record.charge.tenant.as_deref().unwrap_or_default()),
        ("engine", &record.engine),
        ("id", object.map_or("", |object| &object.id)),
    ]);
    let attrs = wire::to_json(&Value::Map(record.attrs.clone()));
    context.print(&format!("{{\n{head}  \"protect\": {},\n  \"attributes\": {attrs}\n}}\n", record.protect))?;
    Ok(Exit::Done)
}

fn history(context: &Context, place: &Place) -> Result<Exit, Failure> {
    let lines: String = versions(&*place.store)?
        .iter()
        .rev()
        .map(|it| {
            format!(
                "{:>6}  {}  {:<10} {:>6} resources  {} (process {})\n",
                it.serial,
                clock(it.at),
                it.command,
                it.n_resources,
                it.host,
                it.process
            )
        })
        .collect();
    context.print(&lines)?;
    Ok(Exit::Done)
}
