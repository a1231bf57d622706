//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

extension PhraseBook {
    /// What names, domains and settings of routing are refused with.
    static let routingRulePhrases = ##"""
        it is longer than {limit} characters
        超过 {limit} 个字符

        unexpected )
        多余的 )

        missing argument to repetition operator {operator}
        重复运算符 {operator} 前缺少内容

        invalid nested repetition operator {operator}
        重复运算符 {operator} 不能连用

        counted repetitions are not supported
        不支持指定次数的重复

        its groups are more than {limit} deep
        分组嵌套超过 {limit} 层

        missing closing )
        缺少右括号 )

        unsupported group (?{letter}
        不支持的分组 (?{letter}

        trailing backslash at the end
        末尾有多余的反斜杠

        invalid escape sequence \{letter}
        转义序列 \{letter} 无效

        invalid escape sequence
        转义序列无效

        missing closing ]
        缺少右方括号 ]

        invalid character class range {range}
        字符范围 {range} 无效

        invalid character class [{name?}]
        字符类 [{name}] 无效

        a line with '{word?}' has {count} words
        含有“{word}”的一行有 {count} 个单词

        write {limit} at most
        请不要超过 {limit}

        there are {count} lines
        有 {count} 行

        '{text}' means nothing here
        “{text}”在此处没有意义

        write the character itself
        请直接写该字符

        there is a character that isn't printable ASCII
        含有不可打印或非 ASCII 的字符

        remove it; several lines have line ends or semicolons between them
        请将其删除；多行之间请用换行或分号分隔

        a comment has no place here
        此处不能写注释

        remove it, or write \# for the character
        请将其删除；如需该字符本身，请写 \#

        a quote or a backslash ends with the text
        文本结束时引号没有闭合，或以反斜杠结尾

        close the quote
        请补上引号

        '{keyword?}' is not taken: {reason}
        不接受“{keyword}”：{reason}

        '{line}' has something that a service may not set
        “{line}”中含有服务不能设置的内容

        see docs/routing.md for what {keyword} may have
        请参阅 docs/routing.md 中 {keyword} 的可用写法

        time limits have a label of their own
        超时时间有专用的标签

        write aliyun.routing.timeout_setting
        请使用 aliyun.routing.timeout_setting

        compression has a label of its own
        压缩有专用的标签

        write aliyun.routing.gzip: "true"
        请使用 aliyun.routing.gzip: "true"

        the service's containers are its servers
        后端服务器就是该服务的容器

        remove the line
        请删除该行

        the routers look after the servers' checks
        后端的健康检查由路由程序负责

        use aliyun.probe labels for the containers' health
        请用 aliyun.probe 标签设置容器的健康检查

        use aliyun.probe labels
        请使用 aliyun.probe 标签

        it would get in the way of sticky sessions
        会干扰会话保持

        use aliyun.routing.session_sticky
        请使用 aliyun.routing.session_sticky

        tables take memory from all services
        表会占用所有服务共用的内存

        its name could be one that the routers use
        其名称可能与路由程序使用的名称冲突

        write the condition in braces: {example}
        请将条件写在花括号中：{example}

        routes are of HTTP
        路由只支持 HTTP

        use aliyun.lb.port_N for TCP
        TCP 请使用 aliyun.lb.port_N

        it would take a port from all services
        会占用所有服务共用的端口

        use a domain and aliyun.routing.port_N
        请使用域名和 aliyun.routing.port_N

        it would send what others ask for elsewhere
        会把对其他服务的请求也发送到别处

        it reads a file of the router
        会读取路由程序的文件

        it loads programs into the router
        会在路由程序中加载程序

        it runs programs in the router
        会在路由程序中运行程序

        it makes the router send mail
        会让路由程序发送邮件

        it changes the router's own addresses
        会改变路由程序自身的地址

        it acts before the request is known
        在收到请求内容之前就会执行

        use http-request
        请使用 http-request

        it acts before the answer is known
        在收到响应内容之前就会执行

        use http-response
        请使用 http-response

        it is not among what a service may set
        不在服务可以设置的范围内

        use balance, hash-type, http-request, http-response, http-reuse, option, no option, retries, retry-on
        请使用 balance、hash-type、http-request、http-response、http-reuse、option、no option、retries 或 retry-on

        it has characters that no PEM has
        含有 PEM 中不应有的字符

        write the certificate, those that it is signed by, and its key, each from BEGIN to END
        请依次填写证书、签发它的各级证书和私钥，每段都从 BEGIN 到 END

        there is no certificate in PEM
        没有 PEM 格式的证书

        its key has a passphrase
        私钥设有密码

        write the key without it; openssl pkey takes it off
        请填写不带密码的私钥；可以用 openssl pkey 去掉密码

        there is no private key in PEM
        没有 PEM 格式的私钥

        there is no time limit
        没有指定超时时间

        write for example server=10m;tunnel=8h
        请填写超时时间，例如 server=10m;tunnel=8h

        '{name?}' is no time limit of a service
        “{name}”不是服务的超时项

        write connect, queue, server, server-fin, tunnel
        请填写 connect、queue、server、server-fin 或 tunnel

        '{text?}' is no duration from 1ms to 7d
        “{text}”不是 1ms 到 7d 的时长

        the limit {name} is given twice
        超时项 {name} 重复

        https needs a certificate; give one with `gantry lb certificate add {name} --cert FILE --key FILE`, or have one issued with `gantry lb certificate issue {same} DOMAIN`
        https 需要证书；请用 `gantry lb certificate add {name} --cert FILE --key FILE` 添加证书，或用 `gantry lb certificate issue {same} DOMAIN` 申请证书

        load balancer '{name?}': its name is no name of a load balancer; give 1 to 80 letters, digits and - _ / .
        负载均衡“{name}”：名称无效；请使用 1 到 80 个字母、数字和 - _ / .

        load balancer '{name}': {count} listeners are too many; {limit} are the most
        负载均衡“{name}”：{count} 个监听过多；请不要超过 {limit} 个

        load balancer '{name}': {port} is no port; give a number from 1 to 65535
        负载均衡“{name}”：{port} 不是有效的端口；请填写 1 到 65535 的数字

        load balancer '{name}': port {port} has a listener already; remove that one first
        负载均衡“{name}”：端口 {port} 已有监听；请先删除该监听

        load balancer '{name}': nodes: 1000 different ones are the most; give each once
        负载均衡“{name}”：最多 1000 个节点，且不能重复；请将每个节点只填写一次

        load balancer '{name}': {count} connections are no limit; give 1 to 1000000
        负载均衡“{name}”：连接数上限 {count} 无效；请填写 1 到 1000000

        load balancer '{name}': {rate} Mbit/s are no limit of its bandwidth; give 1 to 100000
        负载均衡“{name}”：带宽上限 {rate} Mbit/s 无效；请填写 1 到 100000

        load balancer '{name}': '{address?}' is no address for it; give an IPv4 address of the nodes' network and its prefix, such as 10.0.0.100/24
        负载均衡“{name}”：地址“{address}”无效；请填写节点所在网络中的 IPv4 地址及前缀长度，例如 10.0.0.100/24

        load balancer '{name}': it runs on the server's host or on nodes, not on both; leave the nodes or --on-server out
        负载均衡“{name}”：只能运行在服务端主机或节点上，不能同时使用两者；请去掉节点或 --on-server

        load balancer '{name}': on the server's host it has that host's addresses, and none that moves; leave --address out, or take it away with `gantry lb set {same} --address ""`
        负载均衡“{name}”：运行在服务端主机上时只能使用该主机的地址，不支持虚拟 IP；请不要使用 --address，或用 `gantry lb set {same} --address ""` 将其去掉

        load balancer '{name}': its listener at port {port} speaks {mode}, and only http is led to https; leave --redirect-https out
        负载均衡“{name}”：端口 {port} 的监听协议为 {mode}，只有 http 可以跳转到 https；请不要使用 --redirect-https

        load balancer '{name}': port {port} is to lead to https at port {target}, which has no such listener; add it with `gantry lb listener add {balancer} https:{https}`, or have port {http} answer itself with `gantry lb listener set {same} {own} --no-redirect`
        负载均衡“{name}”：端口 {port} 要跳转到端口 {target} 的 https，但该端口没有 https 监听；请用 `gantry lb listener add {balancer} https:{https}` 添加监听，或用 `gantry lb listener set {same} {own} --no-redirect` 取消端口 {http} 的跳转

        load balancer '{name}': its check's path is no path; give / and up to 79 letters, digits and - . _ ~ / % ? = &
        负载均衡“{name}”：健康检查的路径无效；请以 / 开头，其后最多 79 个字母、数字和 - . _ ~ / % ? = &

        load balancer '{name}': {seconds} s between two checks are out of bounds; give 1 to 300
        负载均衡“{name}”：健康检查间隔 {seconds} s 超出范围；请填写 1 到 300

        load balancer '{name}': {count} failures of its check are out of bounds; give 1 to 10
        负载均衡“{name}”：健康检查的失败次数 {count} 超出范围；请填写 1 到 10

        load balancer '{name}': {count} successes of its check are out of bounds; give 1 to 10
        负载均衡“{name}”：健康检查的成功次数 {count} 超出范围；请填写 1 到 10
        """##
}
