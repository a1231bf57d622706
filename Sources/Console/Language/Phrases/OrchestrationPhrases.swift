//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

extension PhraseBook {
    /// What updates, deploys and jobs tell.
    static let orchestrationPhrases = ##"""
        {node} is away
        {node} 不可用

        {node} is still joining the cluster's network
        {node} 仍在加入集群网络

        {node} is drained: it takes no new containers
        {node} 已排空，不接受新容器

        {node} is not connected
        {node} 未连接

        {node} is lost: it has not been connected for too long
        {node} 已失联，断开连接时间过长

        {node} has a Docker Engine that doesn't answer
        {node} 的 Docker 引擎没有响应

        {reason}; {container} moves in {time}
        {reason}；{container} 将在 {time} 后迁移

        {node} is lost
        {node} 已失联

        {node} is drained
        {node} 已排空

        is being created
        正在创建

        is being started
        正在启动

        is being stopped
        正在停止

        is being removed
        正在删除

        is being restarted by the engine
        正在由 Docker 引擎重启

        fits on no node
        没有节点可以容纳

        is on a node that is away
        所在节点不可用

        isn't there yet
        尚未创建

        isn't started yet
        尚未启动

        exited with {code}
        已退出，退出码 {code}

        exited with {code} ({error})
        已退出，退出码 {code}（{error}）

        is paused
        已暂停

        is starting
        正在启动中

        is unhealthy
        健康检查不通过

        is unhealthy: {message}
        健康检查不通过：{message}

        is running
        正在运行

        is on its way
        正在创建或启动

        is as it should be
        无需变更

        {failure}; again in {time}
        {failure}；{time} 后重试

        exited with {code}; restarts in {time}
        已退出，退出码 {code}；{time} 后重启

        is starting: its probe has not succeeded yet
        正在启动：健康检查尚未通过

        was paused by hand; unpause it to go on
        已被手动暂停；请恢复运行 (unpause) 后继续

        another container named {container} has to go first
        需要先删除另一个名为 {container} 的容器

        waits for {service}, which is stopped
        等待服务 {service}：该服务已停止

        waits for {service}, which failed: its container {container} {state}
        等待服务 {service}：该服务失败，其容器 {container} {state}

        waits for {service}: its container {container} {state}
        等待服务 {service}：其容器 {container} {state}

        waits for {service}: {node} is away
        等待服务 {service}：{node} 不可用

        waits for {service}: {node} is still joining the cluster's network
        等待服务 {service}：{node} 仍在加入集群网络

        waits for {service}: {node} is drained: it takes no new containers
        等待服务 {service}：{node} 已排空，不接受新容器

        waits for {service}: {node} is not connected
        等待服务 {service}：{node} 未连接

        waits for {service}: {node} is lost: it has not been connected for too long
        等待服务 {service}：{node} 已失联，断开连接时间过长

        waits for {service}: {node} has a Docker Engine that doesn't answer
        等待服务 {service}：{node} 的 Docker 引擎没有响应

        goes after {service}: its container {container} {state}
        等待服务 {service} 先停止：其容器 {container} {state}

        waits until {containers} has gone: {conflict}
        等待 {containers} 删除：{conflict}

        waits until {containers} has gone, which has its place
        等待 {containers} 删除以腾出资源

        takes the place of {containers} when those made before it serve
        等先创建的容器提供服务后，接替 {containers} 的位置

        both have the network of their node
        两者都使用节点网络

        both write to {volume}
        两者都会写入 {volume}

        goes on until {services} serve{s?}
        继续运行，直到 {services} 能够提供服务

        is updated later
        稍后更新

        is updated in {time}
        {time} 后更新

        is updated after {name}
        在 {name} 之后更新

        is updated after {container}, which {state}
        在 {container} 之后更新，该容器的状态：{state}

        was just updated, and is watched
        刚刚更新，正在观察

        is watched for {time} more
        还需观察 {time}

        {state}, {seconds} s after the last step
        {state}，上一步后 {seconds} s 仍未就绪

        stays as it is: {container} failed: {message}
        保持现状：{container} 失败：{message}

        its successor is on its way
        接替容器正在创建或启动

        its successor isn't started yet
        接替容器尚未启动

        its successor exited with {code}
        接替容器已退出，退出码 {code}

        its successor exited with {code} ({error})
        接替容器已退出，退出码 {code}（{error}）

        its successor is paused
        接替容器已暂停

        its successor is being restarted by the engine
        接替容器正在由 Docker 引擎重启

        its successor is being removed
        接替容器正在删除

        its successor is starting
        接替容器正在启动中

        its successor is unhealthy
        接替容器健康检查不通过

        its successor is unhealthy: {message}
        接替容器健康检查不通过：{message}

        its successor is running
        接替容器正在运行

        its successor on {node} serves
        {node} 上的接替容器已能提供服务

        its successor stands in for it
        接替容器正在代替它运行

        {container} gets a successor
        为 {container} 创建接替容器

        it is needed no more
        不再需要

        the roll-out was stopped
        发布已停止

        its service has changed
        服务有变更

        its service has changed again
        服务再次变更

        its update is tried again
        重试更新

        it was asked to move
        按要求迁移

        it was asked to move there
        按要求迁移到该节点

        {cause}; goes to {node}
        {cause}；将迁往 {node}

        {container} is new
        {container} 为新增容器

        {container} is missing
        {container} 缺失，需要重建

        {container} isn't started yet
        {container} 尚未启动

        one on each node
        每个节点一个

        it belongs there
        固定在该节点

        it was created but not started
        已创建但未启动

        it was asked to start
        按要求启动

        it exited with {code}
        已退出，退出码 {code}

        it exited with {code} ({error})
        已退出，退出码 {code}（{error}）

        it exited with {code}, and its restart policy is `no`
        已退出，退出码 {code}，且重启策略为 `no`

        it exited with {code} ({error}), and its restart policy is `no`
        已退出，退出码 {code}（{error}），且重启策略为 `no`

        it exited with {code} after {count} restart{s?}, which is its limit
        已退出，退出码 {code}，且已达到重启次数上限 {count}

        it exited with {code} ({error}) after {count} restart{s?}, which is its limit
        已退出，退出码 {code}（{error}），且已达到重启次数上限 {count}

        the engine could not remove it completely
        Docker 引擎未能将其完全删除

        the application is to be stopped
        应用需要停止

        the service is to be stopped
        服务需要停止

        the application is to be removed
        应用需要删除

        its service isn't in the template any more
        编排模板中已没有该服务

        its service isn't in the template any more, and its place is needed
        编排模板中已没有该服务，且需要腾出其资源

        its service isn't in the template any more; it goes when {services} serve{s?}
        编排模板中已没有该服务；{services} 能够提供服务后将其删除

        it belongs to an earlier application of the same name
        属于之前的同名应用

        one container is to be there
        只需要 1 个容器

        {count} containers are to be there
        只需要 {count} 个容器

        its service is to run no more
        服务不再运行

        it stands in for nothing any more
        已没有需要它接替的容器

        it is a second one beside {service} {number}
        与 {service} {number} 重复

        it is a second one beside {service} {number} on {node}
        与 {node} 上的 {service} {number} 重复

        {node} has one already
        {node} 上已有一个

        {node} has {count} containers of {service}, {other} has {fewer}
        {node} 上有 {count} 个 {service} 容器，{other} 上有 {fewer} 个

        {node} has {count} containers, {other} has {fewer}
        {node} 上有 {count} 个容器，{other} 上有 {fewer} 个

        try {attempt} of run {run}
        第 {run} 次执行的第 {attempt} 次尝试

        try {attempt} of run {run}; {reasons}
        第 {run} 次执行的第 {attempt} 次尝试；{reasons}

        it belongs to no run of the job
        不属于该任务的任何一次执行

        its part of run {run} is over
        它在第 {run} 次执行中的部分已结束

        it ended, and its service says {policy}
        已结束，且服务设置了 {policy}

        the containers of the last {count} runs are kept
        只保留最近 {count} 次执行的容器

        the application was stopped
        应用已停止

        it took longer than its limit of {seconds} s
        执行时间超过上限 {seconds} s

        it runs on every node, and there is none that takes it
        需要在每个节点上运行，但没有可用的节点

        its run ends
        该次执行结束

        {message}; tried again in {time}
        {message}；{time} 后重试

        can't be started: {failure}
        无法启动：{failure}

        was removed before it ended
        在结束之前被删除

        was on a node that is gone
        所在节点已失联或被移除

        was left out, as {service} failed
        因 {service} 失败而未执行

        was ended before it was done
        在完成之前被终止

        {service} {number} exited with {code}
        {service} {number} 已退出，退出码 {code}

        {service} {number} exited with {code}, and {count} other
        {service} {number} 已退出，退出码 {code}，另有 {count} 个容器未成功

        {service} {number} exited with {code}, and {count} others
        {service} {number} 已退出，退出码 {code}，另有 {count} 个容器未成功

        {service} {number} exited with {code} ({error})
        {service} {number} 已退出，退出码 {code}（{error}）

        {service} {number} exited with {code} ({error}), and {count} other
        {service} {number} 已退出，退出码 {code}（{error}），另有 {count} 个容器未成功

        {service} {number} exited with {code} ({error}), and {count} others
        {service} {number} 已退出，退出码 {code}（{error}），另有 {count} 个容器未成功

        {service} {number} can't be started: {failure}
        {service} {number} 无法启动：{failure}

        {service} {number} can't be started: {failure}, and {count} other
        {service} {number} 无法启动：{failure}，另有 {count} 个容器未成功

        {service} {number} can't be started: {failure}, and {count} others
        {service} {number} 无法启动：{failure}，另有 {count} 个容器未成功

        {service} {number} was removed before it ended
        {service} {number} 在结束之前被删除

        {service} {number} was removed before it ended, and {count} other
        {service} {number} 在结束之前被删除，另有 {count} 个容器未成功

        {service} {number} was removed before it ended, and {count} others
        {service} {number} 在结束之前被删除，另有 {count} 个容器未成功

        {service} {number} was on a node that is gone
        {service} {number} 所在节点已失联或被移除

        {service} {number} was on a node that is gone, and {count} other
        {service} {number} 所在节点已失联或被移除，另有 {count} 个容器未成功

        {service} {number} was on a node that is gone, and {count} others
        {service} {number} 所在节点已失联或被移除，另有 {count} 个容器未成功

        {service} {number} was left out, as {other} failed
        {service} {number} 因 {other} 失败而未执行

        {service} {number} was left out, as {other} failed, and {count} other
        {service} {number} 因 {other} 失败而未执行，另有 {count} 个容器未成功

        {service} {number} was left out, as {other} failed, and {count} others
        {service} {number} 因 {other} 失败而未执行，另有 {count} 个容器未成功

        {service} {number} was ended before it was done
        {service} {number} 在完成之前被终止

        {service} {number} was ended before it was done, and {count} other
        {service} {number} 在完成之前被终止，另有 {count} 个容器未成功

        {service} {number} was ended before it was done, and {count} others
        {service} {number} 在完成之前被终止，另有 {count} 个容器未成功

        run {run} of {job} failed: {service} {number} exited with {code}
        任务 {job} 的第 {run} 次执行失败：{service} {number} 已退出，退出码 {code}

        run {run} of {job} failed: {service} {number} exited with {code}, and {count} other
        任务 {job} 的第 {run} 次执行失败：{service} {number} 已退出，退出码 {code}，另有 {count} 个容器未成功

        run {run} of {job} failed: {service} {number} exited with {code}, and {count} others
        任务 {job} 的第 {run} 次执行失败：{service} {number} 已退出，退出码 {code}，另有 {count} 个容器未成功

        run {run} of {job} failed: {service} {number} exited with {code} ({error})
        任务 {job} 的第 {run} 次执行失败：{service} {number} 已退出，退出码 {code}（{error}）

        run {run} of {job} failed: {service} {number} exited with {code} ({error}), and {count} other
        任务 {job} 的第 {run} 次执行失败：{service} {number} 已退出，退出码 {code}（{error}），另有 {count} 个容器未成功

        run {run} of {job} failed: {service} {number} exited with {code} ({error}), and {count} others
        任务 {job} 的第 {run} 次执行失败：{service} {number} 已退出，退出码 {code}（{error}），另有 {count} 个容器未成功

        run {run} of {job} failed: {service} {number} can't be started: {failure}
        任务 {job} 的第 {run} 次执行失败：{service} {number} 无法启动：{failure}

        run {run} of {job} failed: {service} {number} can't be started: {failure}, and {count} other
        任务 {job} 的第 {run} 次执行失败：{service} {number} 无法启动：{failure}，另有 {count} 个容器未成功

        run {run} of {job} failed: {service} {number} can't be started: {failure}, and {count} others
        任务 {job} 的第 {run} 次执行失败：{service} {number} 无法启动：{failure}，另有 {count} 个容器未成功

        run {run} of {job} failed: {service} {number} was removed before it ended
        任务 {job} 的第 {run} 次执行失败：{service} {number} 在结束之前被删除

        run {run} of {job} failed: {service} {number} was on a node that is gone
        任务 {job} 的第 {run} 次执行失败：{service} {number} 所在节点已失联或被移除

        run {run} of {job} failed: {service} {number} was left out, as {other} failed
        任务 {job} 的第 {run} 次执行失败：{service} {number} 因 {other} 失败而未执行

        run {run} of {job} failed: {service} {number} was ended before it was done
        任务 {job} 的第 {run} 次执行失败：{service} {number} 在完成之前被终止

        run {run} of {job} failed: {service} {number} was removed before it ended, and {count} other
        任务 {job} 的第 {run} 次执行失败：{service} {number} 在结束之前被删除，另有 {count} 个容器未成功

        run {run} of {job} failed: {service} {number} was removed before it ended, and {count} others
        任务 {job} 的第 {run} 次执行失败：{service} {number} 在结束之前被删除，另有 {count} 个容器未成功

        run {run} of {job} failed: {service} {number} was on a node that is gone, and {count} other
        任务 {job} 的第 {run} 次执行失败：{service} {number} 所在节点已失联或被移除，另有 {count} 个容器未成功

        run {run} of {job} failed: {service} {number} was on a node that is gone, and {count} others
        任务 {job} 的第 {run} 次执行失败：{service} {number} 所在节点已失联或被移除，另有 {count} 个容器未成功

        run {run} of {job} failed: {service} {number} was left out, as {other} failed, and {count} other
        任务 {job} 的第 {run} 次执行失败：{service} {number} 因 {other} 失败而未执行，另有 {count} 个容器未成功

        run {run} of {job} failed: {service} {number} was left out, as {other} failed, and {count} others
        任务 {job} 的第 {run} 次执行失败：{service} {number} 因 {other} 失败而未执行，另有 {count} 个容器未成功

        run {run} of {job} failed: {service} {number} was ended before it was done, and {count} other
        任务 {job} 的第 {run} 次执行失败：{service} {number} 在完成之前被终止，另有 {count} 个容器未成功

        run {run} of {job} failed: {service} {number} was ended before it was done, and {count} others
        任务 {job} 的第 {run} 次执行失败：{service} {number} 在完成之前被终止，另有 {count} 个容器未成功

        {new} is made on {node}: {container} gets a successor
        容器 {new} 已在 {node} 上创建：作为 {container} 的接替容器

        {container} is made on {node}: run {run}; {reasons}
        容器 {container} 已在 {node} 上创建：第 {run} 次执行；{reasons}

        {container} is removed: {count} containers are to be there
        容器 {container} 已删除：只需要 {count} 个容器

        {container} is removed: {node} has one already
        容器 {container} 已删除：{node} 上已有一个
        """##
}
