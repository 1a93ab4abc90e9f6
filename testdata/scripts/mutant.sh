f=$1
echo "== $f"; S=$(kmsgdump -next); T0=$(cat /proc/sys/kernel/tainted)
 timeout 10 /sbin/insmod /mods/$f 2>&1; echo "[insmod rc=$?]"
 cat /proc/modules; echo "tainted $T0 -> $(cat /proc/sys/kernel/tainted)"
 for m in $(cut -d' ' -f1 /proc/modules); do echo "loaded as $m taint=$(cat /sys/module/$m/taint)"; timeout 10 /sbin/rmmod $m 2>&1; echo "[rmmod rc=$?]"; done
 kmsgdump $S; timeout 5 modinfo /mods/$f > /tmp/mi 2>&1; echo "[modinfo rc=$?]"; grep -E 'ERROR|licen|vermagic|name:|^sig' /tmp/mi | head -4
