//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

extension PhraseBook {
    /// What calls are refused with.
    static let serverPhrases = ##"""
        request body: it has more than {limit} bytes; make it smaller
        请求体：超过 {limit} 字节；请减小请求体

        node: it can't be reached ({error}); try again when it is connected
        节点：无法连接（{error}）；请等节点连接后重试

        state: somebody else changed it at the same time; look at it and try again
        状态：同时被他人修改；请查看最新状态后重试

        Unable to reach primary cluster manager: the server is shutting down; try again in a moment
        无法连接集群管理服务：服务端正在关闭；请稍后重试

        request body: it is empty; send a JSON object
        请求体：内容为空；请发送一个 JSON 对象

        request body: field '{field}': it is missing; add it
        请求体：缺少字段“{field}”；请补充

        request body: field '{field}': it is not a text; correct it
        请求体：字段“{field}”不是文本；请修正

        request body: field '{field}': it is not true or false; correct it
        请求体：字段“{field}”不是 true 或 false；请修正

        request body: field '{field}': it is not a number; correct it
        请求体：字段“{field}”不是数字；请修正

        request body: field '{field}': it is not a list; correct it
        请求体：字段“{field}”不是列表；请修正

        request body: field '{field}': it is not an object; correct it
        请求体：字段“{field}”不是对象；请修正

        request body: field '{field}': {problem}; correct it
        请求体：字段“{field}”有误：{problem}；请修正

        (the whole body)
        （整个请求体）

        request body: it is no JSON; send a JSON object
        请求体：不是 JSON；请发送一个 JSON 对象

        path: its percent-encoding is broken; encode it as UTF-8
        路径：百分号编码有误；请按 UTF-8 编码

        {method}: this path doesn't take it; use {methods}
        {method}：该路径不支持此方法；请使用 {methods}

        path: Not Found: there is no such call; look at the API's documentation
        路径：未找到（Not Found）：没有这个接口；请查阅 API 文档

        server: it failed; look for request {request} in its log
        服务端：内部错误；请在服务端日志中查找请求 {request}

        server: it failed; look for the request in its log
        服务端：内部错误；请在服务端日志中查找该请求

        query parameter '{name}': '{value}' is no switch; give 1 or 0
        查询参数“{name}”：“{value}”不是开关值；请填写 1 或 0

        query parameter '{name}': '{value}' is no number; give a whole number
        查询参数“{name}”：“{value}”不是数字；请填写整数

        query parameter '{name}': it is negative; give 0 or more
        查询参数“{name}”：不能为负数；请填写大于或等于 0 的数

        query parameter 'limit': must be 1 to {limit}; correct it
        查询参数“limit”：必须为 1 到 {limit}；请修正

        query parameter '{name}': '{text}' is no time; give one such as 2026-01-31T12:00:00Z or 12h
        查询参数“{name}”：“{text}”不是时间；请填写如 2026-01-31T12:00:00Z 或 12h 的时间

        query: page {number} of {size} nodes: give a pageNumber from 1, and a pageSize of 1 to 1000
        查询参数：第 {number} 页、每页 {size} 个节点，超出范围；pageNumber 请从 1 开始，pageSize 请填写 1 到 1000

        query: page {number} of {size} containers: give a page from 1, and a size of 1 to 1000
        查询参数：第 {number} 页、每页 {size} 个容器，超出范围；page 请从 1 开始，size 请填写 1 到 1000

        task '{task}': Not Found; the last {count} since the server's start are known
        任务“{task}”：未找到（Not Found）；服务端只保留启动以来最近的 {count} 个任务

        run '{run}': is no number; runs count from 1
        执行“{run}”：不是数字；执行编号从 1 开始，请填写整数

        field 'type': '{type?}' is unknown; give scale_to
        字段“type”：“{type}”未知；请填写 scale_to

        port '{port}': is none; give the listener's port, with /udp behind it for one that speaks UDP
        端口“{port}”：不是端口；请填写监听的端口，UDP 监听请在端口后加上 /udp

        authorization: it is missing; log in and send 'Authorization: Bearer TOKEN'
        身份验证：缺少凭证；请登录，并发送“Authorization: Bearer TOKEN”

        authorization: the token is unknown or has ended; log in again
        身份验证：登录凭证无效或已过期；请重新登录

        header Content-MD5: can't be checked where the connection goes on in another protocol; leave it out
        请求头 Content-MD5：连接将切换为其他协议，无法校验；请去掉该请求头

        {action} on {resource}: user '{user}' isn't allowed it; ask an administrator for a role or a policy that allows it
        用户“{user}”无权对 {resource} 执行 {action}；请联系管理员授予相应的角色或授权策略

        login: user or password is wrong; try again
        登录：用户名或密码错误；请重试

        login: user '{user}' is disabled; ask an administrator
        登录：用户“{user}”已被禁用；请联系管理员

        login: too many are logging in at the same time; try again in a moment
        登录：同时登录的人过多；请稍后重试

        password: there were too many wrong tries; wait for {seconds} seconds
        密码：错误次数过多；请等待 {seconds} 秒后重试

        logout: a call that is signed with an access key has no session; nothing to end
        退出登录：用访问密钥签名的调用没有会话，无需退出

        user '{user}': has {count} access keys already; remove one first
        用户“{user}”：已有 {count} 个访问密钥；请先删除一个

        access key '{key}': is unknown, or it or its user is disabled; `gantry key ls` lists yours
        访问密钥“{key}”：不存在，或者它或其所属用户已被禁用；请用 `gantry key ls` 查看自己的访问密钥

        access key '{key}': Not Found; `gantry key ls -u {user}` lists those of the user
        访问密钥“{key}”：未找到（Not Found）；请用 `gantry key ls -u {user}` 查看该用户的访问密钥

        users: there are {count} already; remove some that aren't needed
        用户：数量已达上限 {count} 个；请删除不再需要的用户

        user '{user}': there is one of this name; choose another name
        用户“{user}”：同名用户已存在；请换一个名称

        field 'current': it isn't your password; give the one you log in with
        字段“current”：不是您的当前密码；请填写您登录所用的密码

        user '{user}': Not Found; `gantry user ls` lists those there are
        用户“{user}”：未找到（Not Found）；请用 `gantry user ls` 查看已有用户

        user '{user}': is the last administrator, without whom nobody could change users; make another one first
        用户“{user}”：是最后一个管理员，没有管理员就无人能管理用户；请先设置另一个管理员

        user name '{name?}': it must be 1 to 64 letters, digits and . _ - @, and begin with one of the first two; choose another
        用户名“{name}”：只能由 1 到 64 个字母、数字或 . _ - @ 组成，且以字母或数字开头；请换一个名称

        password: it must have {shortest} to {longest} bytes; choose another
        密码：长度必须为 {shortest} 到 {longest} 字节；请换一个密码

        field 'role': '{role?}' is unknown; there are {roles}
        字段“role”：角色“{role}”不存在；可选：{roles}

        field 'policies': has {count}; {limit} are allowed; give fewer
        字段“policies”：有 {count} 条授权策略，最多允许 {limit} 条；请删减

        certificate: it was revoked, or has ended; get new ones with `gantry cluster certs`
        证书：已被吊销或已过期；请用 `gantry cluster certs` 获取新证书

        user '{user}': Not Found: has no certificate for the cluster; `gantry cluster certs ls` lists those there are
        用户“{user}”：未找到（Not Found）：该用户没有此集群的证书；请用 `gantry cluster certs ls` 查看已有证书

        field '{field}': it is missing; add it
        缺少字段“{field}”；请补充

        field '{field}': it has {bytes} bytes; give {least} to {most}
        字段“{field}”：长度为 {bytes} 字节；请控制在 {least} 到 {most} 字节

        templates: there are {count} already; delete some first
        编排模板：数量已达上限 {count} 个；请先删除一些

        template '{template}': is a sample, which stays as it is; keep a copy and change that
        编排模板“{template}”：是示例模板，不能修改或删除；请另存一份后再修改

        template '{template}': Not Found; GET /templates lists those there are
        编排模板“{template}”：未找到（Not Found）；请用 GET /templates 查看已有模板

        node {node}: its agent isn't connected; start it, or wait until it is
        节点 {node}：节点代理 (agent) 未连接；请启动它，或等待其连接

        nobody listens on the server's host; run `gantry-agent balancer --addon-socket {socket}` there, as a service that starts with the machine
        服务端所在主机上没有运行负载均衡程序；请在该主机上运行 `gantry-agent balancer --addon-socket {socket}`，并设为开机启动的服务

        a load balancer of another cluster has the port; choose another port
        该端口已被其他集群的负载均衡占用；请换一个端口

        a load balancer of another cluster has the port
        该端口已被其他集群的负载均衡占用

        terminal: the engine gave no answer; try again, or see the node's state
        终端：Docker 引擎没有应答；请重试，或查看节点状态

        terminal: the engine gave its session no ID; see the engine's log
        终端：Docker 引擎没有返回会话 ID；请查看引擎日志

        docker call: the engine gave no answer; see the engine's log
        Docker 调用：Docker 引擎没有应答；请查看引擎日志

        {node}: it can't be reached
        {node}：无法连接

        request body: it is no JSON
        请求体：不是 JSON

        scaling a cluster: Gantry doesn't buy machines; join yours with `gantry node join-command`
        集群扩容：Gantry 不购买机器；请用 `gantry node join-command` 把您的机器加入集群

        attaching machines: Gantry doesn't log in to machines; run the line of `gantry node join-command` on each
        添加已有机器：Gantry 不登录机器；请在每台机器上运行 `gantry node join-command` 给出的命令

        scaling a cluster in: Gantry doesn't choose machines to give back; take a node away with `gantry node drain` and `gantry node rm`
        集群缩容：Gantry 不选择要移除的机器；请用 `gantry node drain` 和 `gantry node rm` 移除节点

        resetting a node: Gantry doesn't install systems; take the node away with `gantry node rm`, install it anew, and join it with `gantry node join-command`
        重置节点：Gantry 不安装系统；请用 `gantry node rm` 移除节点，重装系统后再用 `gantry node join-command` 加入

        upgrading a component: what Gantry runs in a cluster comes with the server; install a newer one
        升级组件：Gantry 在集群中运行的组件随服务端提供；请安装更新版本的服务端

        token: Not Found; get a new line from `gantry node join-command`
        加入令牌：未找到（Not Found）；请用 `gantry node join-command` 获取新的命令

        field 'action': '{action?}' is unknown; there are {actions}
        字段“action”：操作“{action}”不存在；可选：{actions}

        field 'service_id': scaling needs the service, such as {project}_web, and redeploying takes none
        字段“service_id”：scaling 触发器必须指定服务，例如 {project}_web；redeploy 触发器不能指定服务

        field 'service_id': {service} is no service of {project}; give one of its own
        字段“service_id”：{service} 不是应用 {project} 的服务；请填写该应用自己的服务

        field 'image': only redeploying may follow an image, named in 512 bytes at most; correct it
        字段“image”：只有 redeploy 触发器可以指定镜像，且镜像名不能为空或超过 512 字节；请修正

        triggers: the cluster has {count} already; remove some first
        触发器：集群的触发器数量已达上限 {count} 个；请先删除一些

        trigger '{trigger}': Not Found; `gantry trigger ls` lists those there are
        触发器“{trigger}”：未找到（Not Found）；请用 `gantry trigger ls` 查看已有触发器

        trigger: it is unknown or was revoked, or its secret is wrong; make a new one
        触发器：不存在、已被撤销或密钥错误；请创建新的触发器

        trigger: there were too many wrong calls; wait for {seconds} seconds
        触发器：错误的调用过多；请等待 {seconds} 秒后重试

        trigger: there were too many calls of this trigger; wait for {seconds} seconds
        触发器：该触发器的调用过于频繁；请等待 {seconds} 秒后重试

        query parameter 'step': {step} is outside 1 to 100; give a number inside
        查询参数“step”：{step} 超出范围；请填写 1 到 100 的数

        query parameter 'type': a trigger that scales needs scale_out or scale_in; add it
        查询参数“type”：伸缩触发器需要 scale_out 或 scale_in；请补充

        policy: is no object; write {example}
        授权策略：不是对象；请写成 {example}

        policy: Version: only 1 is known; write "Version": "1"
        授权策略：Version 仅支持 1；请写 "Version": "1"

        policy: Statement: is missing or no list; give at least one statement
        授权策略：缺少 Statement，或 Statement 不是非空列表；请至少填写一条语句

        policy: Statement: has {count}; {limit} are allowed; give fewer
        授权策略：Statement 有 {count} 条语句，最多允许 {limit} 条；请删减

        policy: '{key?}' is unknown; there are {keys}
        授权策略：字段“{key}”不存在；可选：{keys}

        policy: statement {number}: is no object; give it Effect, Action and Resource
        授权策略：第 {number} 条语句不是对象；请填写 Effect、Action 和 Resource

        policy: statement {number}: Condition: isn't supported, and leaving it out would allow more; remove it
        授权策略：第 {number} 条语句的 Condition 不受支持，而忽略它会放宽权限；请删除 Condition

        policy: statement {number}: Effect: is neither Allow nor Deny; write one of them
        授权策略：第 {number} 条语句的 Effect 既不是 Allow 也不是 Deny；请写成其中之一

        policy: statement {number}: {key}: is missing or neither text nor list; give one
        授权策略：第 {number} 条语句缺少 {key}，或其值既不是文本也不是非空列表；请填写

        policy: statement {number}: {key}: has {count} entries; {limit} are allowed; give fewer
        授权策略：第 {number} 条语句的 {key} 有 {count} 项，最多允许 {limit} 项；请删减

        policy: statement {number}: {key}: an entry is no text of 1 to {limit} bytes; correct it
        授权策略：第 {number} 条语句的 {key} 中有一项不是 1 到 {limit} 字节的文本；请修正

        policy: statement {number}: '{key?}' is unknown; there are {keys}
        授权策略：第 {number} 条语句的字段“{key}”不存在；可选：{keys}

        policy: statement {number}: Action '{text}': is no action; write one such as cs:GetClusters or cs:Get*
        授权策略：第 {number} 条语句的 Action“{text}”不是操作；请写成如 cs:GetClusters 或 cs:Get* 的形式

        policy: statement {number}: Action '{text}': there is no such action; docs/access.md lists them
        授权策略：第 {number} 条语句的 Action“{text}”不存在；请查阅 docs/access.md 中的操作列表

        policy: statement {number}: Resource '{text}': is no resource; write one such as acs:cs:*:*:cluster/* or *
        授权策略：第 {number} 条语句的 Resource“{text}”不是资源；请写成如 acs:cs:*:*:cluster/* 或 * 的形式

        policy: statement {number}: Resource '{text}': names a region or an account, which Gantry doesn't tell apart; write {resource}
        授权策略：第 {number} 条语句的 Resource“{text}”指定了地域或账号，而 Gantry 不区分它们；请写成 {resource}

        policy: statement {number}: Resource '{text}': '{kind?}' is no kind of resource; there are {kinds}
        授权策略：第 {number} 条语句的 Resource“{text}”中，资源类型“{kind}”不存在；可选：{kinds}

        header Authorization: must be acs ACCESS-KEY-ID:SIGNATURE; write it so
        请求头 Authorization：格式必须为 acs ACCESS-KEY-ID:SIGNATURE；请按此格式填写

        header x-acs-signature-method: only HMAC-SHA1 is known; sign with it
        请求头 x-acs-signature-method：仅支持 HMAC-SHA1；请用它签名

        header x-acs-signature-version: only 1.0 is known; sign so
        请求头 x-acs-signature-version：仅支持 1.0；请按该版本签名

        header x-acs-security-token: there are no temporary tokens here; sign with an access key alone
        请求头 x-acs-security-token：不支持临时令牌；请仅用访问密钥签名

        header Date: is missing or no HTTP date; send one as in RFC 1123, in GMT
        请求头 Date：缺失或不是 HTTP 日期；请按 RFC 1123 格式发送 GMT 时间

        header x-acs-signature-nonce: must have 1 to {limit} bytes; send another one each time
        请求头 x-acs-signature-nonce：长度必须为 1 到 {limit} 字节；每次请求请发送不同的值

        header Date: is more than {minutes} minutes from the server's time, {now}; set the client's clock
        请求头 Date：与服务端时间 {now} 相差超过 {minutes} 分钟；请校准客户端时钟

        signature: doesn't fit the request and the access key's secret; check the secret, and the text that is signed: {text}
        签名：与请求内容或访问密钥不匹配；请检查密钥，以及待签名的文本：{text}

        header Content-MD5: isn't that of the body; send base64 of the MD5 sum
        请求头 Content-MD5：与请求体不符；请发送请求体 MD5 的 base64 编码

        header x-acs-signature-nonce: was used already; send another one with each request
        请求头 x-acs-signature-nonce：已被使用过；每次请求请发送不同的值

        access key: too many signed requests came within the last minutes; make fewer, or log in instead
        访问密钥：最近几分钟的签名请求过多；请减少请求，或改用登录方式
        """##
}
