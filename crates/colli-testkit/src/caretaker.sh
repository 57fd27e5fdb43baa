# Keeps a PostgreSQL of the tests from outliving them. Run as `sh -c`, so $0 is a name.
#   owner DATA DIRECTORY...        stops it when standard input ends, that is, when the owning process is gone
#   idle SECONDS DATA DIRECTORY    stops it when DIRECTORY/used was not written to for two to three times SECONDS
# Either removes the directories.

# The number is remembered, as the file may vanish before the server does.
find_server() {
  found=$(head -n 1 "$data/postmaster.pid" 2>/dev/null) && pid=$found
}

stop_server() {
  find_server
  [ -n "$pid" ] || return
  # A process that ended may have left its number to another one.
  { tr '\0' ' ' <"/proc/$pid/cmdline" || ps -o args= -p "$pid"; } 2>/dev/null | grep -qF -- "$data" || return
  kill -QUIT "$pid"
  looks=0
  while kill -0 "$pid" 2>/dev/null && [ "$looks" -lt 100 ]; do
    sleep 0.1
    looks=$((looks + 1))
  done
}

pid=
case $1 in
owner)
  data=$2
  shift 2
  cat >/dev/null
  stop_server
  rm -rf -- "$@"
  ;;
idle)
  seconds=$2 data=$3 directory=$4
  used=$directory/used
  touch "$directory/looked"
  while sleep "$seconds" && [ -e "$used" ]; do
    find_server
    if [ "$used" -nt "$directory/looked" ]; then
      touch "$directory/looked"
    elif [ "$used" = "$directory/closing" ]; then
      break
    else
      # Nobody finds the server anew without this file; who found it in the last moment is seen at the next look.
      mv "$used" "$directory/closing"
      used=$directory/closing
    fi
  done
  stop_server
  rm -rf -- "$directory"
  ;;
esac
