//! What the help says below the options: examples, and what the program ends with.

use std::fmt::Write as _;

use crate::failure::Status;

/// Examples, and every status.
pub(super) fn long() -> String {
    let statuses = Status::ALL.map(|status| (status, status.to_string()));
    format!("{EXAMPLES}\n{}", listed(&statuses))
}

/// What a doctor's visit ends with.
pub(super) fn doctor() -> String {
    let statuses = [
        (Status::Ok, "nothing is wrong"),
        (Status::Failed, "something else is wrong"),
        (Status::NotDelivered, "the peer cannot be reached at any of its addresses"),
        (Status::KeyChanged, "another key answers there than the one that is known"),
        (Status::PortInUse, "another program listens on the port"),
        (Status::Damaged, "the configuration, the key or the data cannot be used"),
    ];
    format!("{DOCTOR}\n{}", listed(&statuses.map(|(status, is)| (status, is.to_owned()))))
}

/// What sending ends with.
pub(super) fn send() -> String {
    let statuses = [
        (Status::Ok, "it has come as far as was waited for"),
        (Status::Failed, "the chat that runs cannot be spoken with"),
        (Status::Usage, "there is nothing to send, or too much"),
        (Status::NotDelivered, "it was refused or given up, and is not kept"),
        (Status::KeyChanged, "another key answered there than the one that is known"),
        (Status::Queued, "it was not there in time, and may still arrive"),
    ];
    format!("{SEND}\n{}", listed(&statuses.map(|(status, is)| (status, is.to_owned()))))
}

/// What asking ends with.
pub(super) fn ask() -> String {
    let statuses = [
        (Status::Ok, "yes"),
        (Status::Failed, "the chat that runs cannot be spoken with"),
        (Status::NotDelivered, "the question was refused or given up"),
        (Status::KeyChanged, "another key answered there than the one that is known"),
        (Status::No, "no"),
        (Status::Unanswered, "anything else, or nothing in time"),
    ];
    format!("{ASK}\n{}", listed(&statuses.map(|(status, is)| (status, is.to_owned()))))
}

fn listed(statuses: &[(Status, String)]) -> String {
    let mut list = "Exit status:\n".to_owned();
    for (status, meaning) in statuses {
        // Writing to a string cannot fail.
        let _ = writeln!(list, "  {}  {meaning}", status.code());
    }
    list.truncate(list.trim_end().len());
    list
}

pub(super) const EXAMPLES: &str = "\
Examples:
  chinwag                                     ask for name and port, then chat
  chinwag --name alice --port 7001            chat without being asked
  chinwag --name bob --peer 127.0.0.1:7001    chat, and connect to alice
  chinwag history alice --since yesterday     what was said with alice since then
  make 2>&1 | chinwag send bob                send what make says, when it is done
  chinwag ask bob 'deploy?' && ./deploy       deploy if bob says yes
  chinwag doctor alice                        why alice cannot be reached
  chinwag demo                                try it out alone
";

const SEND: &str = "\
Examples:
  chinwag send bob 'lunch?'                   wait until bob has it
  make 2>&1 | chinwag send bob                what make says, when it is done
  chinwag send --wait queued bob 'lunch?'     do not wait for bob
  chinwag send --timeout 10m bob 'lunch?'     also if bob is away now
";

pub(super) const LISTEN: &str = "\
Examples:
  chinwag listen                              what anybody says
  chinwag listen --from bob --count 1         what bob says next
  chinwag listen --json | jq -r 'select(.type == \"online\").peer.name'";

const ASK: &str = "\
Examples:
  chinwag ask bob 'deploy?' && ./deploy       deploy if bob says yes
  chinwag ask --timeout 10m bob 'lunch?'      wait for ten minutes
";

pub(super) const ID: &str = "\
Examples:
  chinwag id                                  the key that goes with your name
  chinwag id --name bob --port 7002           the one of bob, with the address of that port";

pub(super) const FORGET: &str = "\
Examples:
  chinwag forget 192.168.1.7:7001             any key may answer there the next time";

pub(super) const HISTORY: &str = "\
Examples:
  chinwag history                             the last 50 messages
  chinwag history bob --since 2h              what was said with bob in the last two hours
  chinwag history --search 'lunch to'         messages with lunch and today, tomorrow, …
  chinwag history --json --limit 1000 | jq .text";

pub(super) const EXPORT: &str = "\
Examples:
  chinwag export --to all.jsonl               everything, into a new file
  chinwag export bob | jq -r .text            what was said with bob";

const DOCTOR: &str = "\
Examples:
  chinwag doctor                              is everything well here?
  chinwag doctor bob                          can bob be reached where he was last?
  chinwag doctor 192.168.1.7:7001             who answers there?
";

pub(super) const DEMO: &str = "\
Examples:
  chinwag demo                                then 1, ada (demo), help
  printf '1\\necho (demo)\\nhello\\n0\\n' | chinwag demo";

pub(super) const CONFIG: &str = "\
Examples:
  chinwag config show                         each key, its value, and where that is from
  $EDITOR \"$(chinwag config path)\"            change it

Keys of config.toml, all of which may be left out:
  name = \"alice\"                              port = 7001
  listen = \"0.0.0.0\"                          static_peers = [\"192.168.1.7:7001\"]
  color = \"auto\", \"always\" or \"never\"         theme = \"auto\", \"light\" or \"dark\"
  bell = true                                 notify = \"off\", \"osc9\" or \"osc777\"
  mention_only = true                         mouse = true
  menu = true";

pub(super) const COMPLETIONS: &str = "\
Examples:
  source <(chinwag completions bash)          for this bash
  chinwag completions bash > ~/.local/share/bash-completion/completions/chinwag
  chinwag completions fish > ~/.config/fish/completions/chinwag.fish";

pub(super) const MAN: &str = "\
Examples:
  chinwag man | man -l -                      read it
  chinwag man --dir ~/.local/share/man/man1   install it, with a page for each command";
