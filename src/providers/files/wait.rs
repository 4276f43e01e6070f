//! `debug:wait`: nothing happens for a while. The moment at which the run goes on is kept, so a restart adds no waiting.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{nothing, schema};
use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::providers::action::{Action, ActionError, Applied, Call, Log, Observed, Planned};
use crate::providers::input::{Input, wrong};

/// Seconds at most, as Backstage has it (actions/builtin/debug/wait.ts).
const MOST_SECONDS: f64 = 600.0;

struct Wait(ActionSpec);

pub fn action() -> Box<dyn Action> {
    let input = schema(
        &[],
        json!({
            "minutes": { "type": "number" }, "seconds": { "type": "number" }, "milliseconds": { "type": "number" },
        }),
    );
    Box::new(Wait(ActionSpec {
        id: "debug:wait",
        summary: "Waits, ten minutes at most",
        input,
        output: nothing(),
        settlement: Settlement::Repeat,
        undo: UndoSpec::Nothing,
    }))
}

fn seconds(call: &Call<'_>) -> Result<f64, ActionError> {
    let input = Input::of(call.input);
    let part = |key, unit| Ok::<f64, ActionError>(input.number(key)?.unwrap_or_default() * unit);
    let all = part("minutes", 60.0)? + part("seconds", 1.0)? + part("milliseconds", 0.001)?;
    match all > MOST_SECONDS {
        true => Err(wrong("a step can wait for ten minutes at most")
            .hint("use `task:human` or `approval` to wait for a person")),
        false => Ok(all),
    }
}

impl Action for Wait {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        Ok(Planned {
            summary: format!("Waits for {} s", seconds(call)?),
            ..Planned::default()
        })
    }

    fn observe(&self, _: &Call<'_>) -> Result<Observed, ActionError> {
        Ok(Observed::Absent)
    }

    fn apply(&self, call: &Call<'_>, _: &mut dyn Log) -> Result<Applied, ActionError> {
        let time = SignedDuration::from_millis((seconds(call)? * 1000.0) as i64);
        let moment = call.now.checked_add(time).unwrap_or(call.now);
        Ok(Applied::Until {
            moment,
            output: Value::Null,
        })
    }

    fn undo(&self, _: &Call<'_>, _: &Value, _: &mut dyn Log) -> Result<(), ActionError> {
        Ok(())
    }
}
