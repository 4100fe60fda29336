#!/usr/bin/env bash
# A throw-away Slurm cluster on loopback, for testing job arrays.
#
#   local.sh start          start munged, slurmctld and NODES slurmds; wait until they are idle
#   local.sh run CMD...     run CMD with SLURM_CONF set (sbatch, squeue, scancel ...)
#   local.sh kill-node N    kill -9 slurmd number N and the tasks it runs (a crashed node)
#   local.sh kill-slurmd N  kill -9 slurmd number N alone: its tasks run on, yet are requeued too, so that
#                           the same task runs twice at once (a node that was cut off)
#   local.sh stop           cancel all jobs, stop every daemon that this script started
#
# Everything is under $SLURM_LOCAL_DIR: configuration, key, sockets, logs, pid files. /etc is neither
# read nor written, no cgroups are used, and only daemons whose pid files are there, and their tasks, are
# ever signalled. Keep the path short: it holds unix sockets. Needs root: slurmd switches users.
#
# Settings: NODES (2), SLOTS (CPUs that each node offers, 2), PORT (first of NODES+1 ports on
# 127.0.0.1, 16817), NODE_TIMEOUT (seconds, 5).
set -euo pipefail

DIR=${SLURM_LOCAL_DIR:-${TMPDIR:-/tmp}/slurm-local.$(id -u)}
NODES=${NODES:-2} SLOTS=${SLOTS:-2} PORT=${PORT:-16817} NODE_TIMEOUT=${NODE_TIMEOUT:-5}
export SLURM_CONF=$DIR/slurm.conf
export PATH=$PATH:/usr/sbin:/sbin
unset SLURM_CLUSTERS || true

die() { echo "slurm: $*" >&2; exit 1; }
say() { echo "slurm: $*" >&2; }

# wait_for SECONDS TEXT CMD...: poll CMD until it succeeds.
wait_for() {
  local deadline=$((SECONDS + $1)) what=$2; shift 2
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || { tail -n 5 "$DIR"/log/* >&2 2>/dev/null || true; die "timed out: $what"; }
    sleep 0.2
  done
}

# Is the process in pid file $1 alive, and is it the program named $2?
alive() { local p; p=$(cat "$1" 2>/dev/null) && [[ -n $p && $(cat "/proc/$p/comm" 2>/dev/null) == "$2" ]]; }

write_conf() {
  local i
  {
    cat <<CONF
ClusterName=local
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=$PORT
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
# cred_expire is also how long a requeued task is held back (default 120 s).
AuthInfo=socket=$DIR/munge.sock,cred_expire=5
CredType=cred/munge
StateSaveLocation=$DIR/state
SlurmdSpoolDir=$DIR/spool/%n
SlurmctldPidFile=$DIR/slurmctld.pid
SlurmdPidFile=$DIR/slurmd.%n.pid
SlurmctldLogFile=$DIR/log/slurmctld.log
SlurmdLogFile=$DIR/log/slurmd.%n.log
# No cgroups, no affinity, no accounting database, no mail.
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SwitchType=switch/none
MailProg=/bin/true
# One line per finished task: what sacct would say without a database.
JobCompType=jobcomp/filetxt
JobCompLoc=$DIR/jobcomp.log
# Count only CPUs, and believe the CPUs= below instead of the real ones.
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
SchedulerParameters=sched_interval=1,sched_min_interval=100000,batch_sched_delay=0,bf_interval=1
SchedulerType=sched/backfill
MaxArraySize=10001
# Notice a dead node fast, requeue what it ran, and take it back when it registers again.
JobRequeue=1
SlurmdTimeout=$NODE_TIMEOUT
ReturnToService=2
KillWait=2
MinJobAge=300
InactiveLimit=0
CONF
    for ((i = 1; i <= NODES; i++)); do
      echo "NodeName=n$i NodeHostname=localhost NodeAddr=127.0.0.1 Port=$((PORT + i)) CPUs=$SLOTS State=UNKNOWN"
    done
    echo "PartitionName=local Nodes=ALL Default=YES MaxTime=60 State=UP"
  } >"$SLURM_CONF"
}

start_node() { # N
  mkdir -p "$DIR/spool/n$1"
  slurmd -N "n$1" -f "$SLURM_CONF" </dev/null >>"$DIR/log/slurmd.n$1.out" 2>&1
}

all_idle() { [[ $(sinfo -h -N -t idle -o %N | wc -l) -eq $NODES ]]; }

start() {
  [[ $(id -u) -eq 0 ]] || die "run as root"
  command -v slurmctld slurmd munged >/dev/null || die "not installed"
  ! alive "$DIR/slurmctld.pid" slurmctld || die "already running in $DIR"
  if [[ -e $DIR ]]; then
    [[ -e $SLURM_CONF && -e $DIR/munge.key ]] || die "$DIR exists and is not this script's: remove it"
    stop
    rm -rf "$DIR"
  fi
  mkdir -p "$DIR"/{state,spool,log}
  chmod 0711 "$DIR"
  # A private munge: own key, own socket, so a system-wide one is neither needed nor disturbed.
  (umask 077; head -c 1024 /dev/urandom >"$DIR/munge.key")
  munged --force --socket="$DIR/munge.sock" --key-file="$DIR/munge.key" --seed-file="$DIR/munge.seed" \
    --pid-file="$DIR/munged.pid" --log-file="$DIR/log/munged.log" --num-threads=2
  wait_for 10 "munged" munge -n -S "$DIR/munge.sock"
  write_conf
  slurmctld -c -f "$SLURM_CONF" </dev/null >>"$DIR/log/slurmctld.out" 2>&1
  wait_for 20 "slurmctld" scontrol ping
  local i
  for ((i = 1; i <= NODES; i++)); do start_node "$i"; done
  wait_for 20 "nodes to become idle" all_idle
  say "up in $DIR: $NODES nodes x $SLOTS slots. For other shells: export SLURM_CONF=$SLURM_CONF"
}

# Signal the process in pid file $1 (program $2) and wait for it to end.
end_daemon() {
  local p
  if alive "$1" "$2"; then
    p=$(cat "$1")
    kill "$p" 2>/dev/null || true
    for _ in {1..50}; do kill -0 "$p" 2>/dev/null || break; sleep 0.1; done
    kill -9 "$p" 2>/dev/null || true
  fi
  rm -f "$1"
}

# Pids of node $1's step daemons: those that write to its log.
stepds() { # N
  local p
  for p in $(pgrep -x slurmstepd || true); do
    ! readlink /proc/"$p"/fd/* 2>/dev/null | grep -qxF "$DIR/log/slurmd.n$1.log" || echo "$p"
  done
}

# Pids of everything below the given processes.
descendants() { local p; for p in $(pgrep -P "$1" || true); do echo "$p"; descendants "$p"; done; }

stop() {
  [[ -d $DIR ]] || { say "nothing in $DIR"; return 0; }
  if alive "$DIR/slurmctld.pid" slurmctld; then
    scancel --quiet --user="$(id -un)" 2>/dev/null || true
    for _ in {1..50}; do [[ -z $(squeue -h -o %i 2>/dev/null) ]] && break; sleep 0.1; done
  fi
  local f i p
  for f in "$DIR"/slurmd.*.pid; do if [[ -e $f ]]; then end_daemon "$f" slurmd; fi; done
  for ((i = 1; i <= NODES; i++)); do # steps that a kill-slurmd left behind
    # shellcheck disable=SC2046
    for p in $(stepds "$i"); do kill -9 "$p" $(descendants "$p") 2>/dev/null || true; done
  done
  end_daemon "$DIR/slurmctld.pid" slurmctld
  end_daemon "$DIR/munged.pid" munged
  say "stopped"
}

kill_node() { # N
  local p steps s below=
  alive "$DIR/slurmd.n$1.pid" slurmd || die "n$1 is not running"
  p=$(cat "$DIR/slurmd.n$1.pid")
  # A crashed machine takes its tasks along; killing slurmd alone would leave them running,
  # and then a requeued task and its first self run at the same time.
  steps=$(stepds "$1")
  for s in $steps; do below+=" $(descendants "$s")"; done
  # shellcheck disable=SC2086
  kill -9 "$p" $steps $below 2>/dev/null || true
  say "killed slurmd n$1 (pid $p) and its steps:" $steps
}

kill_slurmd() { # N
  alive "$DIR/slurmd.n$1.pid" slurmd || die "n$1 is not running"
  kill -9 "$(cat "$DIR/slurmd.n$1.pid")"
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  run) shift; exec "$@" ;;
  kill-node) kill_node "${2:?node number}" ;;
  kill-slurmd) kill_slurmd "${2:?node number}" ;;
  revive-node) start_node "${2:?node number}" ;;
  *) sed -n '2,/^set -/p' "$0" | sed '$d; s/^# \{0,1\}//' >&2; exit 2 ;;
esac
