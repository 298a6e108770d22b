/**
 * The shell that owns a server process: `sh -c GUARD_SCRIPT name folder command…`. It holds one end of a pipe whose other
 * end only our process has, so it notices our end whatever caused it (`kill -9` too), kills the server (`SIGKILL` reaches a
 * stopped one as well) and removes its folder. Started as a session of its own, it does not get a terminal's Ctrl-C.
 * What it says on stdout:
 *
 *   started <pid>    the server runs, and the watcher waits for the pipe to close
 *   ended <status>   the server is gone, and the watcher too, so it cannot hit a reused pid. Now the shell waits for a
 *                    word: "keep" leaves the folder for the next start, a closed pipe removes it
 *
 * A server that was killed leaves its own children behind for a moment (a snapshot, a rewrite of the log), and they write
 * into the folder. They end at once on USR1, which the whole process group gets and the shell itself ignores.
 * A broken stdout must not end the shell before it has cleaned up, hence the first trap.
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
