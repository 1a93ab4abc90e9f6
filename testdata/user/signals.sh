dmesg -c > /dev/null
insmod $M/misc_demo.ko
($T/signals /dev/misc_queue; echo $?) 2> /dev/null
rmmod misc_demo
dmesg | grep '_demo: ' | sed 's/^\[[^]]*\] //'
