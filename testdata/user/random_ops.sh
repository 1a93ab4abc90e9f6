dmesg -c > /dev/null
n=${1:-1000}
insmod $M/chardev_demo.ko; insmod $M/misc_demo.ko; insmod $M/mmap_demo.ko
$T/random_ops 7 $n /dev/chardev_demo0 /dev/chardev_demo1
$T/random_ops 7 $n /dev/misc_queue /dev/misc_fixed /dev/demo/iter
$T/random_ops 7 $n /dev/mmap_demo /dev/null /dev/zero /dev/full
rmmod chardev_demo; rmmod misc_demo; rmmod mmap_demo
[ $n -gt 1000 ] || dmesg | grep '_demo: [^lmt]' | sed 's/^\[[^]]*\] //'
