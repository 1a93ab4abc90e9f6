# runs one recorded case: case.sh MODULE [name=value ...]; PRE holds the modules to load first
M=$1; shift
if grep -q 'modprobe\|mount' /cases/$M/interact.sh 2>/dev/null; then # the recorded machine had a module tree
  mkdir -p /lib/modules/$(uname -r)/extra
  cp /mods/*.ko /lib/modules/$(uname -r)/extra
  depmod 2>/dev/null
fi
KN=$(echo $M | tr - _)
for p in $PRE; do insmod /mods/$p.ko; done
S=$(kmsgdump -next)
insmod /mods/$M.ko "$@" > /tmp/o 2> /tmp/e; rc=$?
echo "@@insmod"; echo "exit: $rc"; echo "--- stdout"; cat /tmp/o; echo "--- stderr"; cat /tmp/e
echo "@@kmsg-load"; kmsgdump $S
echo "@@proc_modules-loaded"; cat /proc/modules
echo "@@lsmod-loaded"; lsmod
t() { echo "\$ $*"; timeout -s KILL 20 sh -c "$*" 2>&1; echo "[rc=$?]"; }
if [ -f /cases/$M/interact.sh ]; then echo "@@interact"; . /cases/$M/interact.sh; fi
S=$(kmsgdump -next)
rmmod $KN > /tmp/o 2> /tmp/e; rc=$?
echo "@@rmmod"; echo "exit: $rc"; echo "--- stdout"; cat /tmp/o; echo "--- stderr"; cat /tmp/e
echo "@@kmsg-unload"; kmsgdump $S
echo "@@proc_modules-after"; cat /proc/modules
echo "@@end"
