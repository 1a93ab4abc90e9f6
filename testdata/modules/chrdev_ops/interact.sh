(
rmmod chrdev_ops
insmod /mods/chrdev_ops.ko; echo $?
ls -l /dev/chrdev_ops* | sed 's/[A-Z][a-z][a-z]  *[0-9]* *[0-9:]* / /; s/root *[0-9]*,/root M,/'; ls -R /sys/class/chrdev_ops; cat /sys/class/chrdev_ops/count; ls /sys/class/chrdev_ops/chrdev_ops0/; cat /sys/class/chrdev_ops/chrdev_ops0/value; cat /sys/class/chrdev_ops/chrdev_ops0/wo; echo $?; echo 12 > /sys/class/chrdev_ops/chrdev_ops0/value; echo x > /sys/class/chrdev_ops/chrdev_ops0/value; echo $?; cat /sys/class/chrdev_ops/chrdev_ops0/uevent | grep -v MAJOR
cat /dev/chrdev_ops0 & p=$!; sleep 0.1; echo hello > /dev/chrdev_ops0; wait $p; echo $?
dd status=none if=/dev/chrdev_ops0 bs=2 count=2 skip=1 2>/dev/null; echo; dd status=none if=/dev/chrdev_ops0 iflag=nonblock bs=4 count=1
echo more >> /dev/chrdev_ops0; cat /dev/chrdev_ops0 | head -3; printf '%0100d' 7 > /dev/chrdev_ops0; echo $?; true
: > /dev/chrdev_ops0; dd status=none if=/dev/chrdev_ops0 iflag=nonblock bs=4 count=1; echo $?
cat /dev/chrdev_ops1; head -c 2 /dev/chrdev_ops1; echo; echo iterate > /dev/chrdev_ops1; echo $?; dd status=none if=/dev/chrdev_ops1 bs=1 skip=1 count=1; echo $?
cat /dev/chrdev_ops2; echo $?; echo a > /dev/chrdev_ops2; echo $?
exec 5<>/dev/chrdev_ops0; echo abc >&5; rmmod chrdev_ops; echo $?; lsmod | head -2; exec 5>&-; 
sync /dev/chrdev_ops0; echo $?; cp /dev/chrdev_ops0 /tmp/copy; echo $?; stat -c '%F %a %s' /dev/chrdev_ops0; test -c /dev/chrdev_ops0 && echo char; mknod /tmp/mine c 511 77; cat /tmp/mine; echo $?; rm /tmp/mine
grep chrdev_ops /proc/devices | sed 's/^ *[0-9]*//'; rmmod chrdev_ops; ls /dev/chrdev_ops0; echo $?
dmesg -t | grep chrdev_ops: | grep -vE 'flush|ioctl nr 1 '
) 2>&1 | sed 's#^/.*/interact#interact#'
