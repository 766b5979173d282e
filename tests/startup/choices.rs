//! What a person chose, shown with where it was chosen.

use std::fs;

use chinwag::choices::Choices;
use chinwag::cli::Args;
use chinwag::config::Config;
use chinwag::look::Look;
use clap::Parser;

use crate::home::{Home, Outcome};

#[test]
fn every_choice_is_shown_with_where_it_was_made() {
    let home = Home::new();
    let file = home.path.join("own.toml");
    let text = "\
port = 7010
static_peers = ['127.0.0.1:1', '127.0.0.1:2']

theme = 'light'
bell = true
notify = 'osc777'
mention_only = true
mouse = true
";
    fs::write(&file, text).unwrap();
    let own = file.display();
    let shown = format!(
        "\
name          alice        environment variable USER
port          7010         {own}:1
listen        127.0.0.1    flag --listen
static_peers  127.0.0.1:3  flag --peer
              127.0.0.1:1  {own}:2
              127.0.0.1:2  {own}:2
color         never        environment variable TERM
theme         light        {own}:4
bell          true         {own}:5
notify        osc777       {own}:6
mention_only  true         {own}:7
mouse         true         {own}:8
menu          true         flag --menu
"
    );
    let flags = ["--config", "own.toml", "--listen", "127.0.0.1", "--peer", "127.0.0.1:3"];
    let mut command = home.command(&[&flags[..], &["--menu", "config", "show"]].concat());
    let out = command.env("TERM", "dumb").output().unwrap().stdout;
    let shown = shown.replace(&own.to_string(), "own.toml");
    assert_eq!(String::from_utf8(out).unwrap(), shown);
}

#[test]
fn what_nobody_chose_is_shown_as_it_will_be_and_nothing_is_made() {
    let home = Home::new();
    let shown = "\
name          alice        environment variable USER
port          (asked for)  default
listen        0.0.0.0      default
static_peers  (none)       default
color         auto         default
theme         auto         default
bell          false        default
notify        off          default
mention_only  false        default
mouse         false        default
menu          false        default
";
    assert_eq!(home.chinwag(&["config", "show"]), Outcome::said(shown));
    let file = home.path.join(".config/chinwag/config.toml");
    let path = home.chinwag(&["config", "path"]);
    assert_eq!(path, Outcome::said(&format!("{}\n", file.display())));
    assert_eq!(fs::read_dir(&home.path).unwrap().count(), 0);
}

#[test]
fn whether_there_is_color_is_for_the_flag_then_the_file_then_the_environment_to_say() {
    let [no, force, dumb] = [("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1"), ("TERM", "dumb")];
    for (flag, file, environment, is_terminal, color) in [
        ("", "", &[][..], true, true),
        ("", "", &[], false, false),
        ("", "", &[no], true, false),
        ("", "", &[("NO_COLOR", "")], true, true),
        ("", "", &[force], false, true),
        ("", "", &[("CLICOLOR_FORCE", "0")], false, false),
        ("", "", &[no, force], true, false),
        ("", "", &[dumb], true, false),
        ("", "always", &[no], false, true),
        ("", "never", &[force], true, false),
        ("never", "always", &[force], true, false),
        ("always", "never", &[no], false, true),
        ("auto", "always", &[no], true, false),
    ] {
        let home = Home::new();
        let own = home.path.join("own.toml");
        let text = if file.is_empty() { String::new() } else { format!("color = '{file}'") };
        fs::write(&own, text).unwrap();
        let flags = (!flag.is_empty()).then(|| format!("--color={flag}"));
        let args = Args::parse_from(["chinwag".to_owned()].into_iter().chain(flags));
        let look = |name| {
            let mut found = environment.iter().filter(|(set, _)| *set == name);
            found.next().map(|(_, value)| (*value).to_owned())
        };
        let choices = Choices::of(&args, &Config::load(Some(&own)).unwrap(), look);
        let expected = Look { color, ..Look::default() };
        assert_eq!(choices.look(is_terminal), expected, "{flag} {file} {environment:?}");
    }
}

#[test]
fn the_terminal_tells_its_background_where_nobody_has_chosen_a_theme() {
    use chinwag::look::Theme;
    for (flag, colors, theme) in [
        ("auto", Some("15;0"), Theme::Dark),
        ("auto", Some("0;15"), Theme::Light),
        ("auto", Some("0;default;7"), Theme::Light),
        ("auto", Some("default;default"), Theme::Auto),
        ("auto", None, Theme::Auto),
        ("dark", Some("0;15"), Theme::Dark),
    ] {
        let args = Args::parse_from(["chinwag", "--theme", flag]);
        let look = |name| colors.filter(|_| name == "COLORFGBG").map(str::to_owned);
        let choices = Choices::of(&args, &Config::default(), look);
        assert_eq!(choices.theme.value, theme, "{flag} {colors:?}");
    }
}
