use super::*;
use crate::format::json::{self, Scope};
use crate::format::read;
use crate::model::project::Time;
use expect_test::expect_file;
#[test]
fn the_starter_agenda_is_that_of_the_sample() {
    let json = include_str!("../../../static/sample.json");
    let sample = crate::sample::Sample::read(json).expect("the sample is there");
    let export = json::export(&sample.project(), &Scope::Project, Time(0));
    let agenda = Agenda::of_bundle(&read::read(&export).expect("it was written here"));
    expect_file!["starter.agenda.json"].assert_eq(&agenda.write());
    assert_eq!(agenda::read(STARTER_FILE, Time(0)), Ok(agenda));
}
