# Sourced by the services beside it. A service defines the functions start and stop, and ends with: main "$@"
#
#   eng/services/NAME start DIRECTORY PORT   starts a real server on 127.0.0.1:PORT with its data in DIRECTORY; again is no error
#   eng/services/NAME stop DIRECTORY         ends it; its data stays, and the next start finds it
#
# A process is known by its id and its kernel start time, so that a stale pid file never leads to another process being signalled.

set -u
name=$(basename "$0")

die() { echo "$name: $*" >&2; exit 1; }

# The start time of process $1 in clock ticks; empty when there is none. A zombie counts as gone once its threads, and their ports, are.
started_at() {
  local stat pid=$1
  stat=$(cat "/proc/$pid/stat" 2>/dev/null) || return 0
  stat=${stat##*) }
  set -- $stat
  [ "$1" = Z ] && [ "$(ls "/proc/$pid/task" 2>/dev/null | wc -l)" -le 1 ] && return 0
  echo "${20}"
}

# Is the process that was recorded as $1 still there?
alive() {
  local pid start
  pid=$(cat "$dir/$1.pid" 2>/dev/null) && start=$(cat "$dir/$1.pid.start" 2>/dev/null) || return 1
  [ -n "$start" ] && [ "$(started_at "$pid")" = "$start" ]
}

# spawn NAME COMMAND...: starts it detached, and records its id.
spawn() {
  local process=$1
  shift
  setsid "$@" </dev/null >>"$dir/log/$process.log" 2>&1 9>&- &
  echo $! >"$dir/$process.pid"
  started_at $! >"$dir/$process.pid.start"
}

# end NAME SECONDS [SIGNAL]: tells the recorded process to end, and kills it when it does not.
end() {
  local process=$1 seconds=$2 signal=${3:-TERM} pid i
  if alive "$process"; then
    pid=$(cat "$dir/$process.pid")
    kill -CONT "$pid" 2>/dev/null
    kill "-$signal" "$pid" 2>/dev/null
    for ((i = 0; i < seconds * 20; i++)); do alive "$process" || break; sleep 0.05; done
    if alive "$process"; then
      kill -KILL "$pid" 2>/dev/null
      for ((i = 0; i < 100; i++)); do alive "$process" || break; sleep 0.05; done
      alive "$process" && die "$process ($pid) did not end"
    fi
  fi
  rm -f "$dir/$process.pid" "$dir/$process.pid.start"
}

port_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# wait_for NAME SECONDS COMMAND...: until the command succeeds; fails when the process ends first.
wait_for() {
  local process=$1 seconds=$2 i
  shift 2
  for ((i = 0; i < seconds * 20; i++)); do
    alive "$process" || return 1
    "$@" && return 0
    sleep 0.05
  done
  return 1
}

# Ends with the log's last lines, and with everything named ended.
fail() {
  local why=$1 process
  shift
  tail -n 20 "$dir"/log/*.log >&2
  for process in "$@"; do end "$process" 10; done
  die "$why"
}

main() {
  case "${1:-} $#" in
    "start 3") [[ $3 =~ ^[0-9]+$ ]] || die "the port is no number"; mkdir -p "$2/log" || exit 1; port=$3 ;;
    "stop 2") [ -d "$2" ] || exit 0 ;;
    *) die "usage: $name start DIRECTORY PORT | stop DIRECTORY" ;;
  esac
  dir=$(readlink -f "$2")
  exec 9>"$dir/.lock"
  flock -w 120 9 || die "another start or stop holds $dir/.lock"
  "$1"
}
