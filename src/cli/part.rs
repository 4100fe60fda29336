//! `--shard`: which part of a sweep is done here.

use crate::experiment::points::Shard;

/// A shard, and whether the cluster said so.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// The shard.
    pub shard: Shard,
    /// A cluster may start a task again beside its lost twin: the later waits for the earlier.
    pub waits: bool,
}

/// Reads `3/50`, or `auto` from what the cluster says.
///
/// # Errors
/// With what is wrong with it.
pub fn part(text: &str) -> Result<Part, String> {
    let waits = text == "auto";
    let (index, count) =
        if waits { cluster()? } else { written(text).ok_or("is not I/N, for example 3/50, nor auto")? };
    if count == 0 || index == 0 || index > count {
        return Err(format!(
            "{index}/{count}: shards are counted from 1 to their number, for example 1/{}",
            count.max(1)
        ));
    }
    Ok(Part { shard: Shard { index, count }, waits })
}

fn written(text: &str) -> Option<(u64, u64)> {
    let (index, count) = text.split_once('/')?;
    Some((index.parse().ok()?, count.parse().ok()?))
}

/// Index and count of a task of a Slurm job array, or of a pod of an indexed Kubernetes job.
fn cluster() -> Result<(u64, u64), String> {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    if let (Some(id), Some(count)) = (number("SLURM_ARRAY_TASK_ID"), number("SLURM_ARRAY_TASK_COUNT")) {
        let first = number("SLURM_ARRAY_TASK_MIN").unwrap_or(0);
        let last = number("SLURM_ARRAY_TASK_MAX").unwrap_or((first + count).saturating_sub(1));
        // Only an array that is counted through says which of how many parts a task is.
        if first > 1 || last.saturating_sub(first) != count.saturating_sub(1) || id < first || id > last {
            return Err(format!(
                "auto: task {id} of an array from {first} to {last} of {count} tasks does not say which part it is; \
                 write an array without gaps from 0 or 1, such as 1-{count}, or name the part, such as --shard 3/50"
            ));
        }
        return Ok((id - first + 1, count));
    }
    if let (Some(index), Some(count)) = (number("JOB_COMPLETION_INDEX"), number("JOB_COMPLETIONS")) {
        return Ok((index + 1, count));
    }
    Err("auto: neither a Slurm job array (SLURM_ARRAY_TASK_ID, SLURM_ARRAY_TASK_COUNT) nor an indexed Kubernetes job \
         (JOB_COMPLETION_INDEX, JOB_COMPLETIONS) is here; write for example 3/50"
        .into())
}
