//! `mlpc init [TEMPLATE]`

use std::fs;
use std::path::Path;

use clap::Args;

use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::output::write_whole;
use crate::refused;

/// A template: name, what it is, its files.
struct Template {
    name: &'static str,
    about: &'static str,
    files: &'static [(&'static str, &'static str)],
}

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        &[$((
            $path,
            include_str!(concat!("../../../../stdlib/templates/", $path)),
        )),*]
    };
}

/// The templates; a new one is a folder in `stdlib/templates` and an entry here.
const TEMPLATES: &[Template] = &[
    Template {
        name: "starter",
        about: "one cluster, one CPU pool, one team",
        files: files!("starter/platform.mlp.kdl", "starter/team.mlp.kdl"),
    },
    Template {
        name: "serving",
        about: "an open model on L40S with autoscaling and SLOs",
        files: files!("serving/platform.mlp.kdl", "serving/chat.mlp.kdl"),
    },
];

/// Starts a platform from a template that compiles, plans and applies to the simulator at once.
#[derive(Args, Debug)]
pub(crate) struct Init {
    /// Which template; `mlpc init --list` names them.
    #[arg(default_value = "starter")]
    template: String,
    /// Lists the templates.
    #[arg(long)]
    list: bool,
}

impl Init {
    /// Runs it.
    pub(crate) fn run(self, context: &Context) -> Result<Exit, Failure> {
        if self.list {
            let lines: String = TEMPLATES.iter().map(|it| format!("{:<10} {}\n", it.name, it.about)).collect();
            context.print(&lines)?;
            return Ok(Exit::Done);
        }
        let template = TEMPLATES.iter().find(|it| it.name == self.template).ok_or_else(|| {
            let names: Vec<_> = TEMPLATES.iter().map(|it| it.name).collect();
            Failure::usage(format!("there is no template `{}`; there are {}", self.template, names.join(", ")))
        })?;
        let dir = &context.global.path;
        fs::create_dir_all(dir).map_err(|error| refused::path("make the folder", dir, &error))?;
        let present = fs::read_dir(dir)
            .map_err(|error| refused::path("read", dir, &error))?
            .filter_map(Result::ok)
            .find(|entry| entry.file_name().to_string_lossy().ends_with(".mlp.kdl"));
        if let Some(entry) = present {
            let name = entry.file_name().to_string_lossy().into_owned();
            return Err(Failure::refused(format!("{} holds a platform already ({name}): name another directory with -C", dir.display())));
        }
        let file = |name: &str| if dir.as_os_str() == "." { name.into() } else { dir.join(name) };
        for (path, text) in template.files {
            let name = path.rsplit('/').next().unwrap_or(path);
            write_whole(&file(name), text.as_bytes())?;
            context.say(&format!("wrote {}", file(name).display()))?;
        }
        if ignore(&file(".gitignore"))? {
            context.say(&format!("wrote {}", file(".gitignore").display()))?;
        }
        let at = if dir.as_os_str() == "." { String::new() } else { format!(" -C {}", dir.display()) };
        context.say(&format!("Next: mlpc{at} plan, then mlpc{at} apply --simulate"))?;
        Ok(Exit::Done)
    }
}

/// What a platform's folder holds that isn't the spec.
const IGNORED: [(&str, &str); 2] =
    [("/.mlpc/", "the state of `apply`, where it is kept in files"), ("/build/", "what `mlpc build` writes")];

/// Names in a `.gitignore` what isn't to be committed; lines that are there stay. Whether it was written.
fn ignore(path: &Path) -> Result<bool, Failure> {
    let present = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(refused::path("read", path, &error)),
    };
    let named = |wanted: &str| present.lines().any(|line| line.trim().trim_matches('/') == wanted.trim_matches('/'));
    let missing: Vec<_> = IGNORED.iter().filter(|(line, _)| !named(line)).collect();
    if missing.is_empty() {
        return Ok(false);
    }
    let mut text = present.clone();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    for (line, what) in missing {
        text.push_str(&format!("# {what}\n{line}\n"));
    }
    write_whole(path, text.as_bytes())?;
    Ok(true)
}
