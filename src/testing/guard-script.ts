/**
 * The script of the shell that guards a server process: `sh -c GUARD_SCRIPT name folder command…`. Only our process holds the
 * other end of the shell's stdin. When our process ends, even by `kill -9`, the pipe closes, and the shell kills the server
 * (SIGKILL also ends a stopped process) and removes its folder. The shell runs in a session of its own, so that Ctrl-C in a
 * terminal does not reach it. It prints on stdout:
 *
 *   started <pid>    The server runs, and the watcher waits for the pipe to close.
 *   ended <status>   The server and the watcher have ended, so the watcher cannot kill a reused pid. The shell now reads
 *                    one word: "keep" leaves the folder for the next start, a closed pipe removes it.
 *
 * The children of a killed server (a snapshot, a rewrite of the log) may still write into the folder. USR1 to the process
 * group ends them; the shell ignores it. The first trap keeps a broken stdout from ending the shell before it has cleaned up.
 */
export const GUARD_SCRIPT = `
trap '' PIPE
folder=$1
shift
exec 3<&0 </dev/null
"$@" 3<&- >>"$folder/server.log" 2>&1 &
server=$!
( read -r word; kill -KILL "$server" ) <&3 3<&- >/dev/null 2>&1 &
watcher=$!
echo "started $server"
trap '' USR1
wait "$server"
status=$?
kill -USR1 0
kill -KILL "$watcher" 2>/dev/null
wait "$watcher" 2>/dev/null
echo "ended $status"
word=
read -r word <&3
PATH="$PATH:/usr/bin:/bin"
[ "$word" = keep ] && exit
rm -rf -- "$folder" && exit
sleep 1
rm -rf -- "$folder"
`;
