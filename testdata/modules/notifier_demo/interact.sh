t 'insmod /mods/hello_world.ko; rmmod hello_world; insmod /mods/init_enodev.ko'
