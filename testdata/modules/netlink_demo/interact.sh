t 'grep -c " 31 " /proc/net/netlink; grep NETLINK /proc/net/protocols | cut -c 1-9'
