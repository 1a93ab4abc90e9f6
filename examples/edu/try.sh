# What the driver does with the card; expected.txt is what this printed in QEMU.
dev=/sys/bus/pci/devices/0000:00:04.0
insmod edu.ko; echo "insmod $?"
for number in 5 12 34 0; do
  echo $number > $dev/factorial; cat $dev/factorial
done
echo 0x12345678 > $dev/liveness; cat $dev/liveness
printf 'hello by DMA' > /dev/edu; head -c 12 /dev/edu; echo
printf 'HE' | dd of=/dev/edu bs=1 seek=6 2>/dev/null
head -c 12 /dev/edu; echo
devtool /dev/edu seek:4095:0 read:1 write:x seek:4090:0 write:0123456789 badioctl:1
ls /sys/bus/pci/drivers/edu
cat $dev/vendor $dev/device $dev/class $dev/revision $dev/subsystem_vendor $dev/subsystem_device
for irq in $dev/msi_irqs/*; do cat $irq; done
grep 'edu$' /proc/interrupts | sed 's/.* \([0-9]* *PCI\)/\1/'
rmmod edu; echo "rmmod $?"
ls -d $dev/msi_irqs
insmod edu.ko msi=0; echo "insmod $?"
echo 6 > $dev/factorial; cat $dev/factorial
printf 'once more' > /dev/edu; head -c 9 /dev/edu; echo
ls -d $dev/msi_irqs; grep -c 'PCI-MSI.*edu' /proc/interrupts
rmmod edu; echo "rmmod $?"
dmesg | grep -oE 'edu 0000:00:04.0: (version|removed).*'
