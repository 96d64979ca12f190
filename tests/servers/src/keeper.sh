# Waits until the process that holds the other end of standard input has closed it or has died, then ends the process
# group $2 with the signal $3 and removes the directory $1.

# Whoever ends the tests may signal this shell too. It has to outlive them.
trap '' HUP INT QUIT TERM

alive() { kill -0 "-$group"; }

directory=$1 group=$2 signal=$3

while read -r _; do :; done

kill "-$signal" "-$group"
tries=0
while alive && [ "$tries" -lt 50 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
alive && kill -KILL "-$group"

# What a server left behind may still be writing for a moment.
tries=0
until rm -rf -- "$directory" || [ "$tries" -ge 50 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
