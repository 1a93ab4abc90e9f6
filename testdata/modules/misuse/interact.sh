(
rmmod misuse; for w in vfree procdot cache4 cachebig cachedup pages get inittwice initnull adduninit norelease devnorelease devnoname group idr percpu cdev copybig region module snprintf warnfmt fail positive timer; do
  insmod /mods/misuse.ko what=$w; echo "$w $?"; rmmod misuse; [ -e /sys/module/misuse ] && break
done
dmesg -t | sed -n '/misuse: vfree/,$p' | grep -vE '^ |^(RIP|Code|R..|FS|CS|CR2|PKRU): |^(RSP|RAX|RBP): |^(Hardware name|Modules linked|CPU: |Call Trace)|end trace|cut here' | sed 's/PID: [0-9]*//'
) 2>&1 | sed 's#^/.*/interact#interact#'
