//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

extension PhraseBook {
    /// What templates are refused or doubted with as a whole: their text, variables, references and unsupported keys.
    static let templatePhrases = ##"""
        variables are nested more than {limit} deep
        变量嵌套超过 {limit} 层

        write fewer defaults inside defaults
        请减少默认值中嵌套的默认值

        the variable {name} is not closed: "{text}"
        变量 {name} 没有闭合：“{text}”

        add the closing brace: {example}
        请补上右花括号：{example}

        "{text}" is no variable
        “{text}”不是有效的变量写法

        write $NAME or {example}, or $$ where a dollar sign is meant
        请写成 $NAME 或 {example}；需要美元符号本身时请写 $$

        write {example}, or $$ where a dollar sign is meant
        请写成 {example}；需要美元符号本身时请写 $$

        the variables and files of the template come to more than {limit} bytes
        编排模板的变量和文件合计超过 {limit} 字节

        use shorter ones, or use them less often
        请缩短它们的内容，或减少引用次数

        the variable {name} has no value
        变量 {name} 没有值

        the variable {name} has no value (also on line {line})
        变量 {name} 没有值（第 {line} 行也用到）

        the variable {name} has no value (also on line {lines} and {last})
        变量 {name} 没有值（第 {lines}, {last} 行也用到）

        the variable {name} has no value: {reason}
        变量 {name} 没有值：{reason}

        give it one with -e {name}=… or in a configuration (--config), or write a default: {example}
        请用 -e {name}=… 或配置项 (--config) 给出它的值，或写上默认值：{example}

        give it one with -e {name}=… or in a configuration (--config)
        请用 -e {name}=… 或配置项 (--config) 给出它的值

        the variables expand to more than {limit} bytes
        变量展开后超过 {limit} 字节

        use shorter values, or use them less often
        请缩短变量的值，或减少引用次数

        {path}, line {line}: the file has {count} bytes
        {path} 第 {line} 行：文件大小为 {count} 字节

        {path}, line {line}: the file has {count} lines
        {path} 第 {line} 行：文件有 {count} 行

        {path}, line {line}: the line is no NAME=value
        {path} 第 {line} 行：该行不是 NAME=value 的形式

        {path}, line {line}: the values come to more than {limit} bytes
        {path} 第 {line} 行：值合计超过 {limit} 字节

        {path}, line {line}: the value's quote is not closed at its end
        {path} 第 {line} 行：值的引号没有在末尾闭合

        {path}, line {line}: the value has a variable that can't be read, or one that is required and not given
        {path} 第 {line} 行：值中含有无法解析的变量，或缺少必需的变量

        write NAME=value
        请写成 NAME=value

        use shorter variables, or use them less often
        请缩短变量的值，或减少引用次数

        close it
        请补上引号

        there is no value
        没有值

        there is {found} instead of {expected}
        此处是{found}，应为：{expected}

        there is {found} instead of settings
        此处是{found}，应为：各项设置

        there is {found} instead of a list of {items}
        此处是{found}，应为列表：{items}

        there is {found} instead of a list of names
        此处是{found}，应为名称的列表

        there is {found} instead of a list of words
        此处是{found}，应为单词的列表

        there is {found} instead of a list of texts
        此处是{found}，应为文本的列表

        a list
        列表

        a mapping
        键值映射

        no value
        空值

        write one value after the colon or the dash
        请在冒号或短横线后只写一个值

        start each line with a dash
        请让每行以短横线开头

        write lines of the form name: value
        请按 name: value 的形式逐行填写

        the text is empty
        文本为空

        "{text?}" is not valid
        “{text}”无效

        there are {count} elements
        有 {count} 个元素

        the line has no name before =
        该行的 = 前没有名称

        the key "{name}" is not known
        未知字段“{name}”

        write one of {name}
        请填写 {name}

        write one of {names} or {last}
        请填写以下之一：{names}, {last}

        the key has no value and no effect
        该字段没有值，不生效

        give it a value, or remove it
        请填写它的值，或将其删除

        remove the key
        请删除该字段

        the service {service} is started again whenever it ends, so that it never completes
        服务 {service} 结束后总会被重新启动，永远不会完成

        write restart: on-failure for it, or the condition service_started here
        请为该服务设置 restart: on-failure，或在此处使用条件 service_started

        the service refers to itself
        服务引用了自身

        remove its own name
        请删除对自身的引用

        there is no service "{name}" in the template
        编排模板中没有服务“{name}”

        the template has no other service
        编排模板中没有其他服务，请检查服务名称

        the template has no other service; for a container outside, write external_links
        编排模板中没有其他服务；如需链接模板之外的容器，请使用 external_links

        name the service {names} or {last}
        请填写以下服务之一：{names}, {last}

        name the service {name}
        请改为服务 {name}

        name the service {name}; for a container outside, write external_links
        请填写服务 {name}；如需链接模板之外的容器，请使用 external_links

        name the service {names} or {last}; for a container outside, write external_links
        请填写以下服务之一：{names}, {last}；如需链接模板之外的容器，请使用 external_links

        services wait for each other: {cycle}
        服务之间循环依赖：{cycle}

        remove one of the links, dependencies or volumes_from between them
        请删除它们之间的某个 links、依赖或 volumes_from

        containers keep running when a service they need is updated; this key has no effect
        所依赖的服务更新时容器会继续运行，该字段不生效

        the service {service} is left out, as none of its profiles is asked for
        服务 {service} 未启用，因为没有指定它的任何 profile

        give -e COMPOSE_PROFILES={profile?}, or remove the reference
        请指定 -e COMPOSE_PROFILES={profile}，或删除该引用

        every service has profiles, and none of them is asked for
        所有服务都设有 profile，但没有指定其中任何一个

        give -e COMPOSE_PROFILES= with profiles, separated by commas
        请用 -e COMPOSE_PROFILES= 指定 profile，多个以逗号分隔

        the alias "{alias}" already stands for {service}
        别名“{alias}”已用于 {service}

        choose another alias
        请换一个别名

        volumes of containers outside the template can't be taken
        不能使用编排模板之外的容器的数据卷

        name a service of the template
        请填写编排模板中的服务名称

        this way to limit the CPU is not supported
        不支持这种限制 CPU 的方式

        write cpus or cpu_shares
        请使用 cpus 或 cpu_shares

        commands beside the main one are not run
        不支持运行主命令之外的命令

        start them from the image's entrypoint
        请在镜像的 entrypoint 中启动它们

        files of labels are not read
        不支持从文件读取标签

        write the labels under labels
        请将标签写到 labels 下

        the cluster network gives out the hardware addresses
        MAC 地址由集群的网络分配

        remove the key; use hostname where a fixed name will do
        请删除该字段；如果固定的主机名即可满足需要，请使用 hostname

        containers always run in the background
        容器总在后台运行

        a service can't take over another one's keys
        服务不能继承其他服务的字段

        write the keys out, or use a YAML anchor
        请直接写出这些字段，或使用 YAML 锚点

        a driver for all volumes of a service is not supported
        不支持为服务的所有数据卷指定驱动

        declare the volumes under the top-level key volumes, each with its driver
        请在顶层字段 volumes 下声明各数据卷及其驱动

        services of other platforms are not supported
        不支持其他平台提供的服务

        write external: with host:
        请使用 external: 和 host:

        AI models are not provided
        不提供 AI 模型

        run one as a service, and give its address with environment
        请将模型作为服务运行，并用 environment 传递其地址

        run one as a service
        请将模型作为服务运行

        a container gets no access to its engine by this key
        容器不能通过该字段访问所在节点的 Docker 引擎

        mount the socket with volumes, where that is what you want
        如确有需要，请用 volumes 挂载 Docker 套接字

        limits of disks differ from node to node
        各节点的磁盘不同，无法统一限制

        the name of a service is the key it stands under; this one has no effect
        服务名以所在的字段名为准，此处的名称不生效

        annotations have no effect
        annotations 不生效

        write them as labels
        请改用标签

        containers always run in the background; this key has no effect
        容器总在后台运行，该字段不生效

        each node's engine chooses the control group; this key has no effect
        控制组由各节点的 Docker 引擎决定，该字段不生效

        this key only has an effect on Windows
        该字段只在 Windows 上生效

        this key only has an effect on a developer's machine
        该字段只在开发机上生效

        this key has no effect: images are for the nodes' platform
        该字段不生效：镜像总是使用与节点平台一致的版本

        "{name}" is no name for a service
        “{name}”不是有效的服务名称

        start with a letter or a digit, then letters, digits and _ . -, {limit} characters at most
        请以字母或数字开头，其后使用字母、数字和 _ . -，最多 {limit} 个字符

        the service is no mapping
        服务的内容不是键值映射

        write image: and other keys under it
        请在服务下填写 image: 等字段

        this key is another spelling of one that is given, too
        该字段与另一个已有字段是同一字段的不同写法

        keep one of {names} and {last}
        请只保留 {names} 和 {last} 中的一个

        the service has no image
        服务没有指定镜像

        write image: with the image to run
        请用 image: 填写要运行的镜像

        the template has {count} services
        编排模板有 {count} 个服务

        the template is empty
        编排模板为空

        the template is no mapping
        编排模板的内容不是键值映射

        write each service as a key with image: and other keys under it
        请将每个服务写成一个字段，其下填写 image: 等字段

        services is no mapping
        services 的内容不是键值映射

        the template has version "{version?}", but no services key
        编排模板的 version 为“{version}”，但没有 services 字段

        write the services under services:, or remove version
        请将服务写到 services: 下，或删除 version

        the template has no services
        编排模板没有服务

        the application's name is given when it is deployed; this key has no effect
        应用名称在部署时指定，该字段不生效

        files beside the template are not read
        不会读取编排模板之外的文件

        write the services into one template
        请将服务写在一个编排模板中

        templates of version "{version?}" are not known
        不支持 version 为“{version}”的编排模板

        a second document starts here
        从此处开始是第二个 YAML 文档

        keep one document in a file
        请在一个文件中只保留一个文档

        a value is missing
        缺少值

        the text has a zero byte
        文本中含有空字节 (NUL)

        a key is empty
        字段名为空

        write a name before the colon
        请在冒号前填写名称

        the alias *{name} is used as a key
        别名 *{name} 被用作字段名

        write the key itself
        请直接写出字段名

        a list or a mapping is used as a key
        列表或键值映射被用作字段名

        use a plain name as key
        请使用普通的名称作为字段名

        the merge key << has no mapping as its value
        合并键 << 的值不是键值映射

        give it an alias of a mapping, or a list of such aliases
        请填写键值映射的别名，或这类别名的列表

        the key "{key}" is given a second time; the first is on line {line}
        字段“{key}”重复，第一次出现在第 {line} 行

        there are more than {limit} aliases
        别名超过 {limit} 个

        write some of the values out
        请将部分值直接写出

        the alias *{name} has no anchor before it
        别名 *{name} 前面没有对应的锚点

        mark a value with &{name} further up, or quote a text that starts with an asterisk
        请在前面用 &{name} 标记一个值；如果是以星号开头的文本，请加引号

        the alias *{name} stands inside its own value
        别名 *{name} 出现在它自身的值中

        write the value out
        请直接写出该值

        there are more than {limit} anchors
        锚点超过 {limit} 个

        remove the anchors that nothing refers to, or write some of the values out
        请删除未被引用的锚点，或将部分值直接写出

        there are more than {limit} values, with what the aliases stand for
        展开别名后，值超过 {limit} 个

        make the file smaller
        请缩小文件

        the texts have more than {limit} bytes, with what the aliases stand for
        展开别名后，文本合计超过 {limit} 字节

        lists and mappings are nested more than {limit} deep
        列表和键值映射嵌套超过 {limit} 层

        make the nesting flatter
        请减少嵌套层数

        the tag "{tag?}" is not supported
        不支持 YAML 标记“{tag}”

        write the value without a tag
        请去掉标记，只写值

        the file has {count} bytes
        文件大小为 {count} 字节

        not enough memory to read the file
        内存不足，无法读取文件

        try again
        请重试

        not enough memory
        内存不足

        not valid YAML: {reason}
        YAML 格式无效：{reason}

        put the text in quotes, and indent with spaces, not with tabs
        请给文本加引号，并用空格而不是制表符缩进

        check the indentation, the quotes and the colons here and in the lines before
        请检查此处及前面各行的缩进、引号和冒号
        """##
}
