//! A chat for a program: one that speaks over the standard streams, or one in this process.

use tokio::io::{BufReader, duplex, split};
#[cfg(unix)]
use tokio::net::UnixStream;

#[cfg(unix)]
use crate::chat::unusable;
use crate::chat::{Face, block_on, run};
use crate::failure::{Failure, Status};
use crate::pipe::LINE_MAX;
use crate::pipe::client::Talk;
use crate::settings::Settings;
use crate::time::Time;

/// Chats without a screen, for a program that speaks [its language](crate::pipe) over the
/// standard streams.
///
/// # Errors
/// When it cannot listen, or nobody reads what it writes.
pub fn speak(settings: Settings, seed: u64, now: Time) -> Result<Status, Failure> {
    let input = BufReader::new(tokio::io::stdin());
    let face = Face::Program(Box::new(input), Box::new(tokio::io::stdout()));
    block_on(run(settings, face, seed, now))
}

/// A chat for one program alone, which ends with it.
///
/// # Errors
/// When it cannot listen, or as the program says.
pub fn session(
    settings: Settings,
    seed: u64,
    now: Time,
    program: impl AsyncFnOnce(Talk) -> Result<Status, Failure>,
) -> Result<Status, Failure> {
    let (ours, theirs) = duplex(LINE_MAX);
    let (input, output) = split(theirs);
    let face = Face::Program(Box::new(BufReader::new(input)), Box::new(output));
    block_on(async {
        let program = program(Talk::with_own(ours));
        let chat = run(settings, face, seed, now);
        tokio::pin!(program, chat);
        tokio::select! {
            biased;
            // A chat that ended by itself knows better why than a program that heard its end.
            ended = &mut chat => match ended {
                Ok(_) => program.await,
                Err(why) => Err(why),
            },
            outcome = &mut program => {
                let _ = chat.await;
                outcome
            }
        }
    })
}

/// A program that speaks with a chat that runs.
///
/// # Errors
/// As the program says.
#[cfg(unix)]
pub fn attached(
    stream: std::os::unix::net::UnixStream,
    program: impl AsyncFnOnce(Talk) -> Result<Status, Failure>,
) -> Result<Status, Failure> {
    block_on(async {
        let stream = stream.set_nonblocking(true).and_then(|()| UnixStream::from_std(stream));
        program(Talk::with_running(stream.map_err(unusable)?)).await
    })
}
