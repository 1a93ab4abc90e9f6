rmmod misuse_refs; insmod /mods/misuse_refs.ko run=1; echo $?
dmesg -t | sed -n '/misuse_refs: mkdir/,$p' | grep -vE '^ +(do_|entry|\?|<|__do_sys)|^(RIP|Code|R..|FS|CS|CR2|PKRU): |^(RSP|RAX|RBP): |^(Hardware name|Modules linked|CPU: |Call Trace)|end trace|cut here' | sed 's/PID: [0-9]*//; s/+0x[0-9a-f]*\/0x[0-9a-f]*//'
