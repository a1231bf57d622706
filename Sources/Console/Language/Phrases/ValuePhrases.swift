//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

extension PhraseBook {
    /// What a key or label takes, where something else is written.
    static let valuePhrases = ##"""
        configuration name '{name?}': must be 1 to {limit} letters, digits, dots, underscores or hyphens and start with a letter or a digit; choose another
        配置项名称“{name}”无效：须为 1 到 {limit} 个字母、数字、点、下划线或连字符，且以字母或数字开头；请换一个名称

        configuration {name}: the description is longer than {limit} characters; shorten it
        配置项 {name}：描述超过 {limit} 个字符；请缩短描述

        configuration {name}: has {count} variables, more than {limit}; divide it into several, an application takes more than one
        配置项 {name}：有 {count} 个变量，超过 {limit} 个；请拆分为多个配置项，一个应用可以使用多个

        configuration {name}: the variable name '{variable?}' must be 1 to {limit} letters, digits or underscores and not start with a digit; choose another
        配置项 {name}：变量名“{variable}”无效，须为 1 到 {limit} 个字母、数字或下划线，且不能以数字开头；请换一个变量名

        configuration {name}: the value of {variable} has a NUL byte; leave it out
        配置项 {name}：变量 {variable} 的值含有 NUL 字节；请将其去掉

        configuration {name}: its names and values have {size} bytes, more than {limit}; shorten them, or divide it into several
        配置项 {name}：变量名和值合计 {size} 字节，超过 {limit} 字节；请缩短内容，或拆分为多个配置项

        a text
        文本

        write a text
        请填写文本

        true or false
        true 或 false

        write true or false
        请填写 true 或 false

        a whole number from {low} to {high}
        {low} 到 {high} 的整数

        write a whole number from {low} to {high}
        请填写 {low} 到 {high} 的整数

        a size such as 512m, 1.5g or a number of bytes
        大小，例如 512m、1.5g 或字节数

        write a size such as 512m, 1.5g or a number of bytes
        请填写大小，例如 512m、1.5g 或字节数

        a size such as 512m, 1.5g or a number of bytes, or -1
        大小，例如 512m、1.5g 或字节数，或 -1

        write a size such as 512m, 1.5g or a number of bytes, or -1
        请填写大小，例如 512m、1.5g 或字节数，或 -1

        a duration such as 10s or 1m30s
        时长，例如 10s 或 1m30s

        write a duration such as 10s or 1m30s
        请填写时长，例如 10s 或 1m30s

        a number such as 0.5 or 2
        数字，例如 0.5 或 2

        write a number such as 0.5 or 2
        请填写数字，例如 0.5 或 2

        remove-none, remove-finished, remove-failed or remove-all
        remove-none、remove-finished、remove-failed 或 remove-all

        write remove-none, remove-finished, remove-failed or remove-all
        请填写 remove-none、remove-finished、remove-failed 或 remove-all

        write batch
        请填写 batch

        an offset from UTC such as +01:00, -05:00 or Z
        与 UTC 的时差，例如 +01:00、-05:00 或 Z

        write an offset from UTC such as +01:00, -05:00 or Z
        请填写与 UTC 的时差，例如 +01:00、-05:00 或 Z

        six fields: second minute hour day month weekday, such as 0 30 2 * * *
        六个字段：秒 分 时 日 月 星期，例如 0 30 2 * * *

        write six fields: second minute hour day month weekday, such as 0 30 2 * * *
        请填写六个字段：秒 分 时 日 月 星期，例如 0 30 2 * * *

        entries such as tcp://web-balancer:80, separated by semicolons
        负载均衡地址，例如 tcp://web-balancer:80，多个以分号分隔

        write entries such as tcp://web-balancer:80, separated by semicolons
        请填写负载均衡地址，例如 tcp://web-balancer:80，多个以分号分隔

        none, json, csv, nginx, apache2 or regexp
        none、json、csv、nginx、apache2 或 regexp

        write none, json, csv, nginx, apache2 or regexp
        请填写 none、json、csv、nginx、apache2 或 regexp

        tags such as team=web,tier=front
        标记，例如 team=web,tier=front

        write tags such as team=web,tier=front
        请填写标记，例如 team=web,tier=front

        stdout, or the path of a file in the container
        stdout，或容器内文件的路径

        write stdout, or the path of a file in the container
        请填写 stdout，或容器内文件的路径

        a value
        值

        write a value
        请填写值

        the URL of the service, such as http://influxdb:8086
        该服务的 URL，例如 http://influxdb:8086

        write the URL of the service, such as http://influxdb:8086
        请填写该服务的 URL，例如 http://influxdb:8086

        node.hostname == node1 or node.labels.zone != a
        node.hostname == node1 或 node.labels.zone != a

        write node.hostname == node1 or node.labels.zone != a
        请填写 node.hostname == node1 或 node.labels.zone != a

        a shell command
        shell 命令

        write a shell command
        请填写 shell 命令

        a URL such as http://container:8080/health or tcp://container:3306
        URL，例如 http://container:8080/health 或 tcp://container:3306

        write a URL such as http://container:8080/health or tcp://container:3306
        请填写 URL，例如 http://container:8080/health 或 tcp://container:3306

        write a path without blanks; other characters as %20
        请填写不含空格的路径；特殊字符请写成 %20 的形式

        write proxy
        请填写 proxy

        roundrobin, static-rr, source or leastconn
        roundrobin、static-rr、source 或 leastconn

        write roundrobin, static-rr, source or leastconn
        请填写 roundrobin、static-rr、source 或 leastconn

        ports such as 6379 or 443/ssl
        端口，例如 6379 或 443/ssl

        write ports such as 6379 or 443/ssl
        请填写端口，例如 6379 或 443/ssl

        ports such as 8080
        端口，例如 8080

        write ports such as 8080
        请填写端口，例如 8080

        domains such as http://www.example.com, https://*.example.com:8443 or */images/*
        域名，例如 http://www.example.com、https://*.example.com:8443 或 */images/*

        write domains such as http://www.example.com, https://*.example.com:8443 or */images/*
        请填写域名，例如 http://www.example.com、https://*.example.com:8443 或 */images/*

        domains, separated by semicolons
        域名，多个以分号分隔

        write domains, separated by semicolons
        请填写域名，多个以分号分隔

        write a prefix such as blog, or a domain such as www.example.com
        请填写前缀（例如 blog），或域名（例如 www.example.com）

        write a domain that ends in letters, such as www.example.com
        请填写以字母结尾的域名，例如 www.example.com

        write a path of letters, digits and - _ . /
        请填写由字母、数字和 - _ . / 组成的路径

        services, separated by commas
        服务，多个以逗号分隔

        write services, separated by commas
        请填写服务，多个以逗号分隔

        a number
        数字

        write a number
        请填写数字

        an expression
        表达式

        write an expression
        请填写表达式

        a list in JSON, such as ["…", "…"]
        JSON 列表，例如 ["…", "…"]

        write a list in JSON, such as ["…", "…"]
        请填写 JSON 列表，例如 ["…", "…"]

        write name=value
        请填写 name=value

        a file's path
        文件路径

        write a file's path
        请填写文件路径

        write raw
        请填写 raw

        a host name or an address
        主机名或地址

        write a host name or an address
        请填写主机名或地址

        a name
        名称

        write a name
        请填写名称

        a path
        路径

        write a path
        请填写路径

        permissions as an octal number, such as 0440
        八进制权限，例如 0440

        write permissions as an octal number, such as 0440
        请填写八进制权限，例如 0440

        permissions as an octal number, such as 01777
        八进制权限，例如 01777

        write permissions as an octal number, such as 01777
        请填写八进制权限，例如 01777

        a command, or a list that starts with CMD or CMD-SHELL
        命令，或以 CMD 或 CMD-SHELL 开头的列表

        write a command, or a list that starts with CMD or CMD-SHELL
        请填写命令，或以 CMD 或 CMD-SHELL 开头的列表

        a word
        单词

        write a word
        请填写单词

        a command
        命令

        write a command
        请填写命令

        a log driver such as json-file
        日志驱动，例如 json-file

        write a log driver such as json-file
        请填写日志驱动，例如 json-file

        bridge, host or none
        bridge、host 或 none

        write bridge, host or none
        请填写 bridge、host 或 none

        a host name of letters, digits and hyphens
        由字母、数字和连字符组成的主机名

        write a host name of letters, digits and hyphens
        请填写由字母、数字和连字符组成的主机名

        a domain such as example.com
        域名，例如 example.com

        write a domain such as example.com
        请填写域名，例如 example.com

        the address of a name server, such as 8.8.8.8
        DNS 服务器的地址，例如 8.8.8.8

        write the address of a name server, such as 8.8.8.8
        请填写 DNS 服务器的地址，例如 8.8.8.8

        an option of the resolver, such as use-vc
        DNS 解析选项，例如 use-vc

        write an option of the resolver, such as use-vc
        请填写 DNS 解析选项，例如 use-vc

        name or name:alias
        name 或 name:alias

        write name or name:alias
        请填写 name 或 name:alias

        write name:address
        请填写 name:address

        an address
        地址

        write an address
        请填写地址

        a host name
        主机名

        write a host name
        请填写主机名

        a network
        网络

        write a network
        请填写网络

        write overlay
        请填写 overlay

        write nvidia
        请填写 nvidia

        write gpu
        请填写 gpu

        a number of GPUs
        GPU 数量

        write a number of GPUs
        请填写 GPU 数量

        write dnsrr
        请填写 dnsrr

        replicated or global
        replicated 或 global

        write replicated or global
        请填写 replicated 或 global

        none, on-failure or any
        none、on-failure 或 any

        write none, on-failure or any
        请填写 none、on-failure 或 any

        stop-first or start-first
        stop-first 或 start-first

        write stop-first or start-first
        请填写 stop-first 或 start-first

        pause, continue or rollback
        pause、continue 或 rollback

        write pause, continue or rollback
        请填写 pause、continue 或 rollback

        service_started, service_healthy or service_completed_successfully
        service_started、service_healthy 或 service_completed_successfully

        write service_started, service_healthy or service_completed_successfully
        请填写 service_started、service_healthy 或 service_completed_successfully

        an image such as nginx:1.27 or registry.example.com:5000/team/app:2
        镜像，例如 nginx:1.27 或 registry.example.com:5000/team/app:2

        write an image such as nginx:1.27 or registry.example.com:5000/team/app:2
        请填写镜像，例如 nginx:1.27 或 registry.example.com:5000/team/app:2

        a name of letters, digits and _ . -
        由字母、数字和 _ . - 组成的名称

        write a name of letters, digits and _ . -
        请填写由字母、数字和 _ . - 组成的名称

        a path in the container, such as /srv
        容器内的路径，例如 /srv

        write a path in the container, such as /srv
        请填写容器内的路径，例如 /srv

        a user, such as www-data or 1000:1000
        用户，例如 www-data 或 1000:1000

        write a user, such as www-data or 1000:1000
        请填写用户，例如 www-data 或 1000:1000

        a signal such as SIGTERM or 15
        信号，例如 SIGTERM 或 15

        write a signal such as SIGTERM or 15
        请填写信号，例如 SIGTERM 或 15

        always, missing or if_not_present
        always、missing 或 if_not_present

        write always, missing or if_not_present
        请填写 always、missing 或 if_not_present

        no, always, unless-stopped, on-failure or on-failure:3
        no、always、unless-stopped、on-failure 或 on-failure:3

        write no, always, unless-stopped, on-failure or on-failure:3
        请填写 no、always、unless-stopped、on-failure 或 on-failure:3

        service or service:alias
        service 或 service:alias

        write service or service:alias
        请填写 service 或 service:alias

        service, service:ro or service:rw
        service、service:ro 或 service:rw

        write service, service:ro or service:rw
        请填写 service、service:ro 或 service:rw

        a service
        服务

        write a service
        请填写服务

        cores such as 0-2 or 0,3
        CPU 核，例如 0-2 或 0,3

        write cores such as 0-2 or 0,3
        请填写 CPU 核，例如 0-2 或 0,3

        a capability such as NET_ADMIN
        权能，例如 NET_ADMIN

        write a capability such as NET_ADMIN
        请填写权能，例如 NET_ADMIN

        a security option such as no-new-privileges
        安全选项，例如 no-new-privileges

        write a security option such as no-new-privileges
        请填写安全选项，例如 no-new-privileges

        a group, such as staff or 1000
        用户组，例如 staff 或 1000

        write a group, such as staff or 1000
        请填写用户组，例如 staff 或 1000

        a rule such as "c 1:3 mr"
        规则，例如 "c 1:3 mr"

        write a rule such as "c 1:3 mr"
        请填写规则，例如 "c 1:3 mr"

        the name of a control group
        控制组名称

        write the name of a control group
        请填写控制组名称

        an OCI runtime such as runc
        OCI 运行时，例如 runc

        write an OCI runtime such as runc
        请填写 OCI 运行时，例如 runc

        write host
        请填写 host

        host, shareable, private or none
        host、shareable、private 或 none

        write host, shareable, private or none
        请填写 host、shareable、private 或 none

        the content
        内容

        write the content
        请填写内容

        a variable's name
        变量名

        write a variable's name
        请填写变量名

        "2" to "3.9", or leave the key out
        "2" 到 "3.9"，或删除该字段

        write "2" to "3.9", or leave the key out
        请填写 "2" 到 "3.9"，或删除该字段

        a volume driver such as local
        数据卷驱动，例如 local

        write a volume driver such as local
        请填写数据卷驱动，例如 local

        a volume's name
        数据卷名称

        write a volume's name
        请填写数据卷名称

        private, rprivate, shared, rshared, slave or rslave
        private、rprivate、shared、rshared、slave 或 rslave

        write private, rprivate, shared, rshared, slave or rslave
        请填写 private、rprivate、shared、rshared、slave 或 rslave

        z or Z
        z 或 Z

        write z or Z
        请填写 z 或 Z

        consistent, cached or delegated
        consistent、cached 或 delegated

        write consistent, cached or delegated
        请填写 consistent、cached 或 delegated

        /path, name:/path or /host/path:/path, with options such as :ro perhaps
        /path、name:/path 或 /host/path:/path，后面可加 :ro 等选项

        write /path, name:/path or /host/path:/path, with options such as :ro perhaps
        请填写 /path、name:/path 或 /host/path:/path，后面可加 :ro 等选项

        volume, bind or tmpfs
        volume、bind 或 tmpfs

        write volume, bind or tmpfs
        请填写 volume、bind 或 tmpfs

        a volume's name or a path of the node
        数据卷名称或节点上的路径

        write a volume's name or a path of the node
        请填写数据卷名称或节点上的路径

        a path in the container
        容器内的路径

        write a path in the container
        请填写容器内的路径

        a path in the container, such as /run or /run:size=64m
        容器内的路径，例如 /run 或 /run:size=64m

        write a path in the container, such as /run or /run:size=64m
        请填写容器内的路径，例如 /run 或 /run:size=64m

        a device such as /dev/fuse or /dev/sda:/dev/xvda:rwm
        设备，例如 /dev/fuse 或 /dev/sda:/dev/xvda:rwm

        write a device such as /dev/fuse or /dev/sda:/dev/xvda:rwm
        请填写设备，例如 /dev/fuse 或 /dev/sda:/dev/xvda:rwm

        a port such as 80, 80/udp or 3000-3005
        端口，例如 80、80/udp 或 3000-3005

        write a port such as 80, 80/udp or 3000-3005
        请填写端口，例如 80、80/udp 或 3000-3005

        a port, host:container or address:host:container, with /udp perhaps
        端口、host:container 或 address:host:container，后面可加 /udp

        write a port, host:container or address:host:container, with /udp perhaps
        请填写端口、host:container 或 address:host:container，后面可加 /udp

        host or ingress
        host 或 ingress

        write host or ingress
        请填写 host 或 ingress

        tcp or udp
        tcp 或 udp

        write tcp or udp
        请填写 tcp 或 udp

        file, environment or content
        file、environment 或 content

        write file, environment or content
        请填写 file、environment 或 content

        a condition
        条件

        limits and reservations
        limits 和 reservations

        the steps of an update
        更新的步骤

        the steps of a rollback
        回滚的步骤

        a kind of device
        设备

        host and ports
        host 和 ports

        a check
        健康检查的设置

        replicas and resources
        replicas 和 resources

        environment variables
        环境变量

        kernel settings
        内核参数

        a volume's settings
        数据卷的设置

        options of the driver
        驱动的选项

        options of the log driver
        日志驱动的选项

        options of the storage driver
        存储驱动的选项

        driver and options
        driver 和 options
        """##
}
