# ADD and REMOVE make devices known and gone: modules on the real machine, "device" in kobox.
bus=/sys/bus/platform
insmod $D/plattest/plattest.ko; echo "insmod $?"
ADD
ls $bus/devices | grep plattest
ls $bus/drivers/plattest
for each in $bus/devices/plattest.1 $bus/devices/plattest; do
  cat $each/modalias $each/uevent $each/interrupts
done
grep plattest /proc/iomem
grep plattest /proc/interrupts | sed 's/.* //'
REMOVE
ls $bus/devices | grep plattest
grep plattest /proc/iomem /proc/interrupts
rmmod plattest; echo "rmmod $?"
ADD
ls $bus/devices/plattest.1
rmmod plattest 2> /dev/null
REMOVE
dmesg | sed 's/^\[[^]]*\] //' | grep '^plattest [^:]*:\|^plattest plattest'
