//! Stories of several nodes on a simulated network: the real driver, channel and wire.

use std::time::Duration;

use sim::World;

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn probe() {
    let mut world = World::new(7);
    world.add("alice", &["bob"]);
    world.add("bob", &["alice"]);
    world.run(3 * SECOND);
    world.say("alice", "bob", "hello");
    world.say("bob", "alice", "hi");
    world.run(20 * SECOND);
    println!("{}", world.list("alice"));
    world.cut("alice", "bob");
    world.run(60 * SECOND);
    println!("{}", world.list("alice"));
    world.heal("alice", "bob");
    world.run(60 * SECOND);
    world.command("bob", chinwag::node::Command::Exit);
    world.run(3 * SECOND);
    println!("{}", world.list("alice"));
    println!("{}", world.transcript());
}
