//! `--shard`: which part of a sweep is done here.

use crate::study::sweep::points::Shard;

/// A shard, and whether the cluster said so.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// The shard.
    pub shard: Shard,
    /// The cluster said so. It may start a task again beside the lost one: the later waits for the
    /// earlier.
    pub by_cluster: bool,
}

/// Reads `3/50`, or `auto` from what the cluster says.
///
/// # Errors
/// With what is wrong with it.
pub fn part(text: &str) -> Result<Part, String> {
    let by_cluster = text == "auto";
    let (index, count) =
        if by_cluster { cluster()? } else { written(text).ok_or("is not I/N, for example 3/50, nor auto")? };
    if count == 0 || index == 0 || index > count {
        return Err(format!(
            "{index}/{count}: shards are counted from 1 to their number, for example 1/{}",
            count.max(1)
        ));
    }
    Ok(Part { shard: Shard { index, count }, by_cluster })
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
        let step = number("SLURM_ARRAY_TASK_STEP").filter(|step| *step > 0).unwrap_or(1);
        let steps = |to: u64| to.checked_sub(first).filter(|way| way % step == 0).map(|way| way / step);
        let whole = count.saturating_sub(1);
        let last = number("SLURM_ARRAY_TASK_MAX").unwrap_or(first.saturating_add(whole.saturating_mul(step)));
        // Only an array that is counted through says which of how many parts a task is.
        let part = steps(id).filter(|part| first <= 1 && steps(last) == Some(whole) && *part <= whole);
        return part.map(|part| (part + 1, count)).ok_or_else(|| {
            format!(
                "auto: task {id} of an array from {first} to {last} of {count} tasks does not say which part it is; \
                 write an array without gaps from 0 or 1, such as 1-{count}, or name the part, such as --shard 3/50"
            )
        });
    }
    if let (Some(index), Some(count)) = (number("JOB_COMPLETION_INDEX"), number("JOB_COMPLETIONS")) {
        return Ok((index + 1, count));
    }
    Err("auto: neither a Slurm job array (SLURM_ARRAY_TASK_ID, SLURM_ARRAY_TASK_COUNT) nor an indexed Kubernetes job \
         (JOB_COMPLETION_INDEX, JOB_COMPLETIONS) is here; write for example 3/50"
        .into())
}
