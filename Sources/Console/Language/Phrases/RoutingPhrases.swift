//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

extension PhraseBook {
    /// What routing, load balancers and certificates are refused with.
    static let routingPhrases = ##"""
        load balancer {balancer}: {problem}
        负载均衡 {balancer}：{problem}

        load balancer {balancer}: port {port} is left out, {reason}
        负载均衡 {balancer}：端口 {port} 未生效：{reason}

        load balancer {balancer}: port {port} is left out, no certificate of it is left
        负载均衡 {balancer}：端口 {port} 未生效：没有可用的证书

        load balancer {balancer}: port {port} is left out, HAProxy refuses it: {complaint}
        负载均衡 {balancer}：端口 {port} 未生效，HAProxy 拒绝其配置：{complaint}

        load balancer {balancer}: port {port} is left out, nobody can listen there ({obstacle})
        负载均衡 {balancer}：端口 {port} 未生效：无法监听该端口（{obstacle}）

        load balancer {balancer}: port {port} is left out, a load balancer of another cluster has the port
        负载均衡 {balancer}：端口 {port} 未生效：该端口已被其他集群的负载均衡占用

        nobody can listen there ({obstacle})
        无法监听该端口（{obstacle}）

        end the program of the node that has the port, or choose another
        请结束节点上占用该端口的程序，或换一个端口

        choose another port
        请换一个端口

        load balancer {balancer}: port {port}: certificate {certificate} is left out, HAProxy refuses it: {complaint}
        负载均衡 {balancer}：端口 {port}：证书 {certificate} 未生效，HAProxy 拒绝该证书：{complaint}

        load balancer '{balancer}': {number} is no port; give 1 to 65535
        负载均衡“{balancer}”：{number} 不是端口；请填写 1 到 65535

        load balancer '{balancer}': port {port} is another's; choose another port
        负载均衡“{balancer}”：端口 {port} 已被另一个监听占用；请换一个端口

        load balancer '{balancer}': certificate '{certificate?}': not a name; use letters, digits, '.', '_' and '-'
        负载均衡“{balancer}”：证书“{certificate}”的名称无效；请使用字母、数字、“.”、“_”和“-”

        load balancer '{balancer}': number {router} with priority {priority} is none of VRRP; use 1 to 255 and 1 to 254
        负载均衡“{balancer}”：编号 {router}（优先级 {priority}）不是有效的 VRRP 参数；编号请用 1 到 255，优先级请用 1 到 254

        load balancer '{balancer}': '{address?}' is not a node's IP address
        负载均衡“{balancer}”：“{address}”不是节点的 IP 地址

        load balancer {balancer}: its address {address} can't be had here: no network interface has the node's address {node}
        负载均衡 {balancer}：无法在本节点使用虚拟 IP {address}：没有网卡使用节点地址 {node}

        give the agent the node's address with --address
        请用 --address 把节点地址告诉节点代理 (agent)

        {service}: port {port} of the load balancer {balancer} left out: {reason}
        {service}：负载均衡 {balancer} 的端口 {port} 未生效：{reason}

        it is not bound to the cluster; bind it with `gantry lb bind {balancer} {cluster}`
        它未绑定到该集群；请用 `gantry lb bind {balancer} {cluster}` 绑定

        its listener there speaks {mode}; correct one of them
        该端口的监听协议为 {mode}，与标签不一致；请修改其中之一

        port {port} has no fixed port on the nodes; publish it
        端口 {port} 没有固定的主机端口；请为它发布主机端口

        {balancer} has the port on the same nodes; choose another port
        {balancer} 已在相同节点上占用该端口；请换一个端口

        it leads to others already; choose another port
        该端口已转发到其他应用或使用了其他协议；请换一个端口

        file '{path}': HAProxy can't name it; use plain characters
        文件“{path}”：路径无法写入 HAProxy 配置；请只用普通字符

        file '{path}': HAProxy can't name it; use an absolute path of plain characters
        文件“{path}”：路径无法写入 HAProxy 配置；请使用只含普通字符的绝对路径

        '{address}': not an IP address to listen on
        “{address}”：不是可监听的 IP 地址

        limits of bandwidth: {error}
        带宽限制未生效：{error}

        {owner}: route to port {port} left out: not a port; use 1 to 65535
        {owner}：到端口 {port} 的路由未生效：不是有效端口；请使用 1 到 65535

        {owner}: routes left out: names may have letters, digits, '.', '_' and '-' only; rename it
        {owner}：路由未生效：名称只能包含字母、数字、“.”、“_”和“-”；请改名

        {owner}: routes to port {port} left out: {other} makes the same backend name {name}; rename one
        {owner}：到端口 {port} 的路由未生效：{other} 会生成相同的后端名称 {name}；请给其中一个改名

        {owner}: route '{prefix}' left out: the cluster has no domain to follow the prefix; set one
        {owner}：路由“{prefix}”未生效：集群没有可接在前缀后的域名；请设置集群域名

        {owner}: route to '{host}' left out: not a host name; correct the label
        {owner}：到“{host}”的路由未生效：不是有效的域名；请修改标签

        {owner}: route to '{address}' left out: a path is '/' or '/' and letters, digits, '.', '_', '-', '~' or '/', without a slash at its end; correct the label
        {owner}：到“{address}”的路由未生效：路径必须是“/”，或以“/”开头、由字母、数字、“.”、“_”、“-”、“~”或“/”组成且不以“/”结尾；请修改标签

        {address}: claimed by {first} port {port}, which has it, and by {second} port {other}; change one of them
        {address}：已由 {first} 的端口 {port} 使用，{second} 的端口 {other} 也声明了该地址；请修改其中一个

        {address}: claimed by {first} port {port}, which has it, and by container {second} port {other}; change one of them
        {address}：已由 {first} 的端口 {port} 使用，容器 {second} 的端口 {other} 也声明了该地址；请修改其中一个

        {address}: claimed by container {first} port {port}, which has it, and by container {second} port {other}; change one of them
        {address}：已由容器 {first} 的端口 {port} 使用，容器 {second} 的端口 {other} 也声明了该地址；请修改其中一个

        Compose service {service}
        Compose 服务 {service}

        {owner}: certificate of {host} left out: {first} has given another; give one of them
        {owner}：域名 {host} 的证书未生效：{first} 已提供另一个证书；请只保留其中一个

        {backend}: its settings are left out, HAProxy refuses them: {complaint}
        {backend}：其路由设置未生效，HAProxy 拒绝：{complaint}

        {certificate}: its certificate is left out, HAProxy refuses it: {complaint}
        {certificate}：其证书未生效，HAProxy 拒绝：{complaint}

        backend '{backend?}': not a name; use letters, digits, '.', '_' and '-'
        后端“{backend}”：名称无效；请使用字母、数字、“.”、“_”和“-”

        backend {backend}: it is there twice; send it once
        后端 {backend}：重复出现；请只发送一次

        backend {backend}: a time limit is none that HAProxy takes; correct the label
        后端 {backend}：有一个超时时间不被 HAProxy 接受；请修改标签

        rule for '{host?}': not a lower-case host name; correct the domain
        域名“{host}”的转发规则：不是小写的域名；请修改域名

        rule for {host} and '{path?}': not a path; correct the context root
        域名 {host}、路径“{path}”的转发规则：路径无效；请修改访问路径 (context root)

        rule for {address}: there is no backend '{backend?}'; send it in the same table
        {address} 的转发规则：后端“{backend}”不存在；请在同一路由表中发送该后端

        certificate '{certificate?}': not a name; use letters, digits, '.', '_' and '-'
        证书“{certificate}”：名称无效；请使用字母、数字、“.”、“_”和“-”

        certificate {certificate}: '{host?}' is not a lower-case host name; correct the domain
        证书 {certificate}：“{host}”不是小写的域名；请修改域名

        server '{server?}' of {backend}: not a name; use the container's ID
        后端 {backend} 的服务器“{server}”：名称无效；请使用容器 ID

        server {server} of {backend}: '{address?}' is not an IP address
        后端 {backend} 的服务器 {server}：“{address}”不是 IP 地址

        server {server} of {backend}: {port} is not a port; use 1 to 65535
        后端 {backend} 的服务器 {server}：{port} 不是端口；请使用 1 到 65535

        server {server} of {backend}: {weight} is not a weight; use 1 to 256
        后端 {backend} 的服务器 {server}：{weight} 不是有效权重；请使用 1 到 256

        URL: longer than {limit} bytes; shorten it
        URL：超过 {limit} 字节；请缩短

        '{scheme?}': not routed by host and path; use http, https, ws or wss
        “{scheme}”：不支持按域名和路径路由；请使用 http、https、ws 或 wss

        '{host?}': not a host name; write for example http://shop.example.com/cart
        “{host}”：不是域名；请写成如 http://shop.example.com/cart 的地址

        statistics: there are more than {limit} servers; ask for one application
        统计：服务器超过 {limit} 个；请只查询一个应用

        no router is connected
        没有已连接的路由程序

        others are asking; try again
        其他人正在查询；请重试

        its router did not answer in time
        该节点的路由程序未及时应答

        on {place} a router refused: {problems}
        {place} 上的路由程序拒绝了部分配置：{problems}

        on {place} a proxy refused: {problems}
        {place} 上的自定义路由代理拒绝了部分配置：{problems}

        on {place} a balancer refused: {problems}
        {place} 上的负载均衡程序拒绝了部分配置：{problems}

        on the server's host a balancer refused: {problems}
        服务端所在主机上的负载均衡程序拒绝了部分配置：{problems}

        on the server's host load balancer {balancer}: port {port} is left out, {reason}
        服务端所在主机上的负载均衡 {balancer}：端口 {port} 未生效：{reason}

        a router refused: {problems}
        路由程序拒绝了部分配置：{problems}

        a proxy refused: {problems}
        自定义路由代理拒绝了部分配置：{problems}

        a balancer refused: {problems}
        负载均衡程序拒绝了部分配置：{problems}

        haproxy refuses the configuration, so the last good one stays: {complaints}
        HAProxy 拒绝新配置，仍使用上一份可用配置：{complaints}

        {program} refuses its configuration, so the last good one stays: {complaints}
        {program} 拒绝新配置，仍使用上一份可用配置：{complaints}

        service {alias}: haproxy refuses its settings, so that it keeps those before: {complaint}
        服务 {alias}：HAProxy 拒绝其设置，仍使用之前的设置：{complaint}

        service {alias}: haproxy refuses its settings, so that it is left out: {complaint}
        服务 {alias}：HAProxy 拒绝其设置，该服务未加入路由：{complaint}

        haproxy: it refuses too many services; look at those named before
        HAProxy：拒绝的服务过多；请检查前面列出的服务

        haproxy: its master doesn't say how many reloads failed; use HAProxy 2.6 or later
        HAProxy：主进程未报告重载失败次数；请使用 HAProxy 2.6 或更高版本

        haproxy: another configuration answered ({answer}); a reload mends it
        HAProxy：应答的是另一份配置（{answer}）；重新加载后即可恢复

        haproxy: answered '{command}' with '{answer?}'
        HAProxy：对“{command}”的应答为“{answer}”

        haproxy: the new configuration could not be started; see its log
        HAProxy：新配置无法启动；请查看其日志

        haproxy: no new worker within {time}; see its log
        HAProxy：{time} 内没有启动新的工作进程；请查看其日志

        {socket}: {count} commands got {answers} answers; haproxy may have been restarted
        {socket}：发送了 {count} 条命令，收到 {answers} 条应答；HAProxy 可能已重启

        {socket}: no answer within {time}; look at haproxy's log
        {socket}：{time} 内没有应答；请查看 HAProxy 日志

        {socket}: haproxy's answer is larger than {limit} bytes
        {socket}：HAProxy 的应答超过 {limit} 字节

        {program}: it can't be run: {error}; install HAProxy 2.6 or later there
        {program}：无法运行：{error}；请在该处安装 HAProxy 2.6 或更高版本

        {program}: it can't be run: {error}; use an image that has it
        {program}：无法运行：{error}；请使用包含该程序的镜像

        {folder}: its rights can't be set (error {number}); look at the disk
        {folder}：无法设置权限（错误 {number}）；请检查磁盘

        {file}: can't be replaced (error {number}); look at the disk
        {file}：无法替换（错误 {number}）；请检查磁盘

        {file}: it can't be replaced (error {number}); look at the disk
        {file}：无法替换（错误 {number}）；请检查磁盘

        the service is left out
        该服务未加入路由

        service {alias}: names may have letters, digits, '.', '_' and '-' only
        服务 {alias}：名称只能包含字母、数字、“.”、“_”和“-”

        rename it
        请改名

        service {service}: another one is called {alias}, too
        服务 {service}：已有另一个服务也叫 {alias}

        service {alias}: {setting}: {count} bytes are too many
        服务 {alias}：{setting}：{count} 字节过长

        service {alias}: {setting}: {count} words are too many for a line of HAProxy's
        服务 {alias}：{setting}：{count} 个单词超出 HAProxy 一行的限制

        write fewer
        请减少数量

        service {alias}: {setting}: {value} has a line end or another control character
        服务 {alias}：{setting}：{value} 含有换行或其他控制字符

        write several lines with commas between them
        多行内容请用逗号分隔

        service {alias}: {setting}: {line} would begin another part of HAProxy's configuration
        服务 {alias}：{setting}：{line} 会开始 HAProxy 配置的另一段

        service {alias}: {setting}: HAProxy has no {keyword} any more
        服务 {alias}：{setting}：HAProxy 已不再支持 {keyword}

        write it with http-request or http-response
        请改用 http-request 或 http-response

        service {alias}: {setting}: {value} is no header
        服务 {alias}：{setting}：{value} 不是请求头

        write Name:\ value
        请写成 Name:\ value

        service {alias}: {setting}: it is no certificate with its key in PEM
        服务 {alias}：{setting}：不是带私钥的 PEM 证书

        write the key, then the certificates, on one line with \n for the line ends
        请先写私钥，再写证书，写在一行内，换行用 \n 表示

        service {alias}: HSTS_MAX_AGE: {value} is no number of seconds
        服务 {alias}：HSTS_MAX_AGE：{value} 不是秒数

        write one such as 31536000
        请写成如 31536000 的数字

        service {alias}: TCP_PORTS: {value} is no port
        服务 {alias}：TCP_PORTS：{value} 不是端口

        service {alias}: VIRTUAL_HOST: {count} addresses are too many
        服务 {alias}：VIRTUAL_HOST：{count} 个地址过多

        service {alias}: VIRTUAL_HOST: {value} has no port from 1 to 65535 after its colon
        服务 {alias}：VIRTUAL_HOST：{value} 的冒号后不是 1 到 65535 的端口

        write domains such as http://www.example.com:8080
        请写成如 http://www.example.com:8080 的地址

        service {alias}: VIRTUAL_HOST: {value} has no domain that a browser could ask for
        服务 {alias}：VIRTUAL_HOST：{value} 中没有浏览器可访问的域名

        write domains such as http://www.example.com or *.example.com
        请写成如 http://www.example.com 或 *.example.com 的域名

        service {alias}: VIRTUAL_HOST: {value} has a path with characters that no request has
        服务 {alias}：VIRTUAL_HOST：{value} 的路径含有请求中不会出现的字符

        write paths such as /images/*
        请写成如 /images/* 的路径

        service {alias}: TCP_PORTS: port {port} is {other}'s with TLS, so that it is left out
        服务 {alias}：TCP_PORTS：端口 {port} 已由 {other} 以 TLS 方式使用，因此未生效

        service {alias}: TCP_PORTS: port {port} is {other}'s without TLS, so that it is left out
        服务 {alias}：TCP_PORTS：端口 {port} 已由 {other} 以非 TLS 方式使用，因此未生效

        use another port
        请换一个端口

        service {alias}: TCP_PORTS: port {port} is that of the statistics
        服务 {alias}：TCP_PORTS：端口 {port} 是统计端口

        use another one, or change STATS_PORT
        请换一个端口，或修改 STATS_PORT

        port {port}: addresses with it are left out, for it is one of TCP_PORTS or that of the statistics
        端口 {port}：使用它的地址未生效，因为它属于 TCP_PORTS 或是统计端口

        {file}: it has {bytes} bytes, and {limit} are allowed; give the certificate, those that it is signed by, and its key alone
        {file}：有 {bytes} 字节，最多允许 {limit} 字节；请只提供证书、签发它的证书和它的私钥

        {file}: line {line}: BEGIN {label} has no END; copy the file again
        {file}：第 {line} 行：BEGIN {label} 没有对应的 END；请重新复制该文件

        {file}: line {line}: BEGIN {label} has no END; copy the file again, whole
        {file}：第 {line} 行：BEGIN {label} 没有对应的 END；请重新完整复制该文件

        {file}: line {line}: END {label} has no BEGIN; copy the file again
        {file}：第 {line} 行：END {label} 没有对应的 BEGIN；请重新复制该文件

        {file}: line {line}: it is no part of {label}; copy the file again
        {file}：第 {line} 行：不是 {label} 的内容；请重新复制该文件

        {file}: there is no certificate in it; give a file that has -----BEGIN CERTIFICATE-----
        {file}：其中没有证书；请提供含有 -----BEGIN CERTIFICATE----- 的文件

        {file}: it has {count} certificates, and {limit} are allowed; give the server's and those that it is signed by
        {file}：有 {count} 个证书，最多允许 {limit} 个；请只提供服务器证书和签发它的证书

        {file}: line {line}: the key doesn't fit the certificate of {certificate}, line {start}; it is that of line {other}, which has to come first
        {file}：第 {line} 行：私钥与 {certificate} 第 {start} 行的证书不匹配；它属于第 {other} 行的证书，请把该证书放在最前面

        {file}: line {line}: the key doesn't fit the certificate of {certificate}, line {start}; give the key that it was made with
        {file}：第 {line} 行：私钥与 {certificate} 第 {start} 行的证书不匹配；请提供与该证书配对的私钥

        {file}: line {line}: the certificate expired at {time}; renew it, and give the new one
        {file}：第 {line} 行：证书已于 {time} 过期；请续期后提供新证书

        {file}: line {line}: the certificate is not for servers; get one with the usage serverAuth
        {file}：第 {line} 行：该证书不能用于服务器；请申请用途含 serverAuth 的证书

        {file}: line {line}: the certificate can't be read ({error}); copy the file again
        {file}：第 {line} 行：无法读取证书（{error}）；请重新复制该文件

        {file}: line {line}: the certificate has no name of a server; get one for the names that clients use
        {file}：第 {line} 行：证书中没有服务器名称；请按客户端使用的域名申请证书

        {file}: there is no private key in it; give the file that has -----BEGIN PRIVATE KEY-----
        {file}：其中没有私钥；请提供含有 -----BEGIN PRIVATE KEY----- 的文件

        {file}: line {line}: it is a second private key; give one alone
        {file}：第 {line} 行：这是第二个私钥；请只提供一个私钥

        {file}: line {line}: the key has a passphrase; take it off with `openssl pkey -in FILE -out NEW`, and give the new file
        {file}：第 {line} 行：私钥设有密码；请用 `openssl pkey -in FILE -out NEW` 去除密码后提供新文件

        {file}: line {line}: the key can't be read ({error}); give one of RSA, of ECDSA with P-256, P-384 or P-521, or of Ed25519
        {file}：第 {line} 行：无法读取私钥（{error}）；请提供 RSA、ECDSA（P-256、P-384 或 P-521）或 Ed25519 私钥

        server name {name?}: it is no DNS name and no IP address; correct it
        服务器名称 {name}：既不是域名也不是 IP 地址；请修正

        certificate: {days} days of validity; 1 to 36,500 are allowed
        证书：有效期为 {days} 天，超出范围；请填写 1 到 36,500 天

        certificate: it cannot be made ({error})
        证书：无法生成（{error}）

        certificate: it cannot be encoded ({error})
        证书：无法编码（{error}）

        certificate: cluster or name is empty or too long; correct it
        证书：集群或名称为空或过长；请修正

        common name {name?}: 1 to 64 characters are allowed; correct it
        证书通用名称 {name}：长度必须为 1 到 64 个字符；请修正

        common name {name}: it cannot be encoded ({error}); choose another
        证书通用名称 {name}：无法编码（{error}）；请换一个名称

        signing request: it has {bytes} bytes; {limit} are allowed
        证书签名请求：有 {bytes} 字节，最多允许 {limit} 字节

        signing request: it cannot be read ({error}); give PKCS #10 in PEM
        证书签名请求：无法读取（{error}）；请提供 PEM 格式的 PKCS #10

        signing request: its signature is not by its key; make a new one
        证书签名请求：签名与其密钥不符；请重新生成

        signing request: its key is neither P-256 nor P-384; make a new one
        证书签名请求：密钥既不是 P-256 也不是 P-384；请重新生成
        """##
}
