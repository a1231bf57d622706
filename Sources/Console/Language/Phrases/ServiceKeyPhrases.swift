//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

extension PhraseBook {
    /// What templates are refused or doubted with for the keys of their services.
    static let serviceKeyPhrases = ##"""
        remove it, or write mode: replicated
        请将其删除，或改为 mode: replicated

        the key labels gives this label another value
        该标签的值与字段 labels 中的不一致

        the reservation is greater than the limit
        预留值大于上限

        write at most the limit
        请填写不超过上限的值

        keep one of the two keys
        请只保留两个字段中的一个

        nodes have different numbers of GPUs, and "all" can't be reserved
        各节点的 GPU 数不同，无法预留 "all"

        devices of the driver "{driver?}" are not supported
        不支持驱动为“{driver}”的设备

        which GPUs a container gets is the scheduler's choice
        容器使用哪些 GPU 由调度器决定

        write count: with the number of GPUs
        请用 count: 填写 GPU 数量

        options of device drivers are not supported
        不支持设备驱动的选项

        only GPUs can be reserved
        只能预留 GPU

        write capabilities: [gpu]
        请填写 capabilities: [gpu]

        the number of GPUs is missing
        缺少 GPU 数量

        write count:
        请填写 count:

        jobs are whole applications here
        任务以整个应用为单位，不能用于单个服务

        write the label aliyun.project_type: batch under the template's labels
        请在编排模板顶层的 labels 下填写标签 aliyun.project_type: batch

        a rollback that fails can't be rolled back
        失败的回滚无法再回滚

        write failure_action: pause or continue
        请填写 failure_action: pause 或 continue

        a service's name gives the addresses of its containers; there is no address in between
        服务名直接解析为各容器的地址，没有虚拟 IP

        write dnsrr, or remove the key
        请填写 dnsrr，或删除该字段

        nodes have no resources beside memory, CPU and GPUs
        节点没有内存、CPU 和 GPU 之外的资源

        remove the key; label the nodes, and choose them with a constraint
        请删除该字段；可以为节点设置标签，再用约束选择节点

        containers are spread over the nodes anyway; this key has no effect
        容器本来就会分散到各节点，该字段不生效

        a number of containers for each node is not supported
        不支持限制每个节点上的容器数

        publish a fixed port, or write aliyun.global: true, for one container on each node
        如需每个节点一个容器，请映射固定的主机端口，或设置 aliyun.global: true

        a container waits longer after each failure; this key has no effect
        容器每次失败后的等待时间会自动延长，该字段不生效

        a container that runs for ten seconds counts as restarted; this key has no effect
        容器运行满十秒即视为重启成功，该字段不生效

        max_attempts has no effect with condition: any
        condition: any 时 max_attempts 不生效

        write condition: on-failure, or remove it
        请改为 condition: on-failure，或将其删除

        the path is missing
        缺少路径

        write path: with the file's path
        请用 path: 填写文件路径

        the source is missing
        缺少来源

        write source: with a name
        请用 source: 填写名称

        there is no secret "{name}" in the template
        编排模板中没有密钥“{name}”

        there is no config "{name}" in the template
        编排模板中没有名为“{name}”的配置 (config)

        declare it under the top-level key secrets
        请在顶层字段 secrets 下声明

        declare it under the top-level key configs
        请在顶层字段 configs 下声明

        "{path}" is no path of a file
        “{path}”不是有效的文件路径

        write a path without . and .. in it, such as /etc/app.conf
        请填写不含 . 和 .. 的路径，例如 /etc/app.conf

        two files have the path "{path}"
        两个文件使用了同一路径“{path}”

        keep one of them, or write another target
        请只保留其中一个，或填写其他 target

        the file "{path}" would be hidden by the tmpfs "{directory}"
        文件“{path}”会被 tmpfs“{directory}”遮盖

        write another target, or a smaller tmpfs
        请填写其他 target，或缩小 tmpfs 的范围

        the container is read-only, and "{directory}" holds more than this file
        容器为只读，而目录“{directory}”中不只有该文件

        write a target in a directory of its own, such as {path}
        请将 target 放到单独的目录中，例如 {path}

        the file "{path}" is beside the template, where the server can't read it
        文件“{path}”不在编排模板中，服务端无法读取

        send it along, as gantry app deploy and the console do, or write its content into the template
        请随编排模板一起提交该文件（gantry app deploy 和控制台会这样做），或将其内容写入编排模板

        Gantry keeps no secrets or configs beside those of the templates
        Gantry 只支持编排模板中定义的密钥 (secrets) 和配置 (configs)

        write environment: with the name of a variable, and give it with -e or --env-file
        请用 environment: 填写变量名，并用 -e 或 --env-file 给出它的值

        the name is that of the key; this one has no effect
        名称以字段名为准，此处的名称不生效

        these labels have no effect
        这些标签不生效

        drivers of secrets are not supported
        不支持密钥 (secrets) 和配置 (configs) 的驱动

        templates in files are not supported
        不支持在文件中使用模板

        write the file as it is to be
        请直接写文件的最终内容

        "{name}" is no name
        “{name}”不是有效的名称

        write letters, digits and _ . -
        请使用字母、数字和 _ . -

        the content is missing
        缺少内容

        write file:, environment: or content:
        请填写 file:、environment: 或 content:

        the content has {count} bytes
        内容大小为 {count} 字节

        keep it to {limit} bytes; mount larger files with volumes
        请不要超过 {limit} 字节；更大的文件请用 volumes 挂载

        the secrets and configs of all services have {count} bytes
        所有服务的密钥 (secrets) 和配置 (configs) 合计 {count} 字节

        keep them to {limit}; mount larger files with volumes
        请不要超过 {limit} 字节；更大的文件请用 volumes 挂载

        the host is missing
        缺少主机

        write host: with a name or an address
        请用 host: 填写主机名或地址

        other services don't reach "{host}" by this service's name yet
        其他服务暂时还不能用该服务名访问“{host}”

        write its address as the host, or have them use {host} itself
        请在 host 中填写它的 IP 地址，或让其他服务直接使用 {host}

        a service with external has no containers, and this key no meaning
        使用 external 的服务没有容器，该字段没有意义

        remove one of the two
        请删除两者之一

        checks come at the same interval from the start on; this key has no effect
        健康检查从一开始就使用相同的间隔，该字段不生效

        the check is given and switched off at once
        同时设置并禁用了健康检查

        keep test or disable
        请只保留 test 或 disable

        the probe of the labels decides whether a container is well; this check is only made
        容器是否健康以标签中的健康检查为准，此处的检查只执行、不作判断

        the time is 0
        时间为 0

        write a duration such as 10s
        请填写时长，例如 10s

        NONE stands alone
        NONE 后面不能有其他内容

        remove what follows it
        请删除其后的内容

        CMD has no program after it
        CMD 后面没有程序

        write the program and its arguments
        请填写程序及其参数

        CMD-SHELL takes one text
        CMD-SHELL 后面只能有一个文本

        write the whole line as one element
        请将整行写成一个元素

        the list starts with "{word?}"
        列表以“{word}”开头

        start it with CMD, CMD-SHELL or NONE
        请以 CMD、CMD-SHELL 或 NONE 开头

        the list is empty
        列表为空

        logging says the same in the newer form
        logging 已用新写法指定了相同的内容

        a container can't share the network of another one, which may run on another node
        容器不能共用另一个容器的网络，因为后者可能运行在其他节点上

        remove the key; services reach each other by name, and links adds other names
        请删除该字段；服务之间可以用服务名互相访问，用 links 可以添加其他名称

        write bridge, host or none; all other containers share the cluster's network
        请填写 bridge、host 或 none；其他容器都使用集群的网络

        write a host name and an address, such as db.example.com:10.0.0.5
        请填写主机名和地址，例如 db.example.com:10.0.0.5

        a container with the node's own network publishes no ports; these have no effect
        使用节点网络的容器不映射端口，这些端口不生效

        a container with no network publishes no ports; these have no effect
        没有网络的容器不映射端口，这些端口不生效

        a container with the node's own network does not see the cluster's names; links only order the start here
        使用节点网络的容器无法解析集群内的名称，links 在此只决定启动顺序

        a container with no network does not see the cluster's names; links only order the start here
        没有网络的容器无法解析集群内的名称，links 在此只决定启动顺序

        reach the other service by a published port, and write depends_on for the order
        请通过映射的主机端口访问其他服务，并用 depends_on 指定启动顺序

        a container with the node's own network does not see the cluster's names; these have no effect
        使用节点网络的容器无法解析集群内的名称，这些链接不生效

        a container with no network does not see the cluster's names; these have no effect
        没有网络的容器无法解析集群内的名称，这些链接不生效

        write extra_hosts
        请使用 extra_hosts

        all containers share the one network of the cluster, which separates nothing
        所有容器共用集群的同一个网络，不会互相隔离

        remove the key; services reach each other by name
        请删除该字段；服务之间可以用服务名互相访问

        the cluster's network gives out the addresses
        地址由集群的网络分配

        remove the key, and use names
        请删除该字段，改用名称访问

        there is one network; this key has no effect
        只有一个网络，该字段不生效

        the engine names the interfaces; this key has no effect
        网卡名称由 Docker 引擎决定，该字段不生效

        the network driver "{driver?}" is not supported
        不支持网络驱动“{driver}”

        the cluster's network can't keep containers from the outside
        集群的网络无法禁止容器访问外部

        remove the key where that is acceptable
        如果可以接受，请删除该字段

        the cluster's network is set up already; this key has no effect
        集群的网络已经建好，该字段不生效

        the cluster's network gives out the addresses; this key has no effect
        地址由集群的网络分配，该字段不生效

        the cluster's network has its own labels; this key has no effect
        集群的网络有自己的标签，该字段不生效

        "{text}" maps {count} host ports to {other} container ports
        “{text}”将 {count} 个主机端口映射到 {other} 个容器端口

        make both ranges equally long
        请让两个端口范围的长度相同

        ports are published on the container's node only
        端口只在容器所在的节点上映射

        write mode: host
        请填写 mode: host

        the port has no target
        端口没有 target

        write target: with the container's port
        请用 target: 填写容器端口

        "{text}" has a quote that is not closed
        “{text}”的引号没有闭合

        close it, or write the command as a list of words
        请补上引号，或将命令写成单词列表

        an image that a node doesn't have is pulled; this value has no effect
        节点上没有的镜像总会被拉取，该值不生效

        write missing
        请填写 missing

        images are not built here
        不支持构建镜像

        build and push the image elsewhere
        请在其他地方构建并推送镜像

        build and push the image elsewhere, and name it with image
        请在其他地方构建并推送镜像，再用 image 指定它

        images are only pulled at a deploy; this value has no effect
        只在部署时拉取镜像，该值不生效

        the line is no NAME=value
        该行不是 NAME=value 的形式

        write an equals sign after the name
        请在名称后写等号

        the size is 0
        大小为 0

        write a size such as 64m, or remove the key
        请填写大小，例如 64m，或删除该字段

        {count} bytes are less than the 4 MB a container needs
        {count} 字节小于容器所需的 4 MB

        write 4m or more, or a unit
        请填写 4m 或更大，或写上单位

        this key has no effect without cpu_quota
        没有 cpu_quota，该字段不生效

        write cpus, or remove the key
        请使用 cpus，或删除该字段

        cpu_quota and {key} both limit the CPU
        cpu_quota 和 {key} 都限制了 CPU

        the quota is {count} thousandths of a core
        该配额相当于 {count}/1000 个 CPU 核

        write a quota that fits the period
        请填写与周期相称的配额

        memory and swap are limited, but memory is not
        限制了内存与交换空间之和，但没有限制内存

        write mem_limit, too
        请同时设置 mem_limit

        memory and swap together are less than mem_limit
        内存与交换空间之和小于 mem_limit

        write at least the size of mem_limit: memswap_limit counts both
        请填写不小于 mem_limit 的值：memswap_limit 为两者之和

        the reservation is greater than mem_limit
        预留值大于 mem_limit

        write at most the size of mem_limit
        请填写不超过 mem_limit 的值

        cpu_shares and cpus both limit the CPU
        cpu_shares 和 cpus 都限制了 CPU

        keep one of them; 100 shares are one core
        请只保留其中一个；cpu_shares 100 相当于一个核

        the setting "{name}" has no value
        参数“{name}”没有值

        the limit has no {name} value
        该限制没有 {name} 值

        write both soft and hard, or one number
        请同时填写 soft 和 hard，或只填写一个数字

        the soft limit is greater than the hard one
        软限制大于硬限制

        make it at most {limit}
        请不要大于 {limit}

        a container can't share the inter-process memory of another one, which may run on another node
        容器不能共用另一个容器的进程间通信 (IPC) 空间，因为后者可能运行在其他节点上

        a container can't share the processes of another one, which may run on another node
        容器不能共用另一个容器的进程空间，因为后者可能运行在其他节点上

        "{name}" is no name for a volume
        “{name}”不是有效的数据卷名称

        write letters, digits and _ . - after the first character
        请以字母或数字开头，其后使用字母、数字和 _ . -

        an external volume is made by somebody else, who says its driver and options
        外部数据卷由他人创建，其驱动和选项由创建者决定

        remove external, or driver and driver_opts
        请删除 external，或删除 driver 和 driver_opts

        a directory that is missing on the node is made; this value has no effect
        节点上不存在的目录总会自动创建，该值不生效

        mounts below the directory come along; this key has no effect
        目录下的挂载会一并带入，该字段不生效

        a part of a volume can't be mounted
        不能只挂载数据卷的一部分

        mount the whole volume
        请挂载整个数据卷

        labels go with a declared volume
        标签只能用于已声明的数据卷

        write them under the top-level key volumes
        请写到顶层字段 volumes 下

        "{option?}" is no volume option
        “{option}”不是有效的数据卷选项

        write some of {options} and {last}, separated by commas
        请填写以下选项，多个以逗号分隔：{options}, {last}

        two volumes have the path "{path}"
        两个数据卷使用了同一路径“{path}”

        "{path?}" is no path in the container
        “{path}”不是有效的容器内路径

        write a path that starts with a slash and is not the root itself
        请填写以斜杠开头的路径，且不能是根目录

        the host path "{path}" is relative, which means nothing on a cluster's nodes
        主机路径“{path}”是相对路径，在集群的节点上没有意义

        write a path that starts with a slash, or the name of a volume
        请填写以斜杠开头的路径，或数据卷名称

        the volume has no target
        数据卷没有 target

        write target: with a path in the container
        请用 target: 填写容器内的路径

        the volume has no path of the node
        数据卷没有指定节点上的路径

        write source: with an absolute path
        请用 source: 填写绝对路径

        "{type?}" with this source is no kind of volume
        类型“{type}”与该 source 不能组成有效的数据卷

        write type: volume, bind or tmpfs
        请填写 type: volume、bind 或 tmpfs
        """##
}
