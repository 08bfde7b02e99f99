#!/bin/bash
# First process of a real node's namespaces (lab/kubelet.py): its own /proc and view of the control groups, then the two daemons.
# Ending it ends every container and mount.  Environment: NODE (folder), SOCKET, IMAGES, KUBELET, KUBECONFIG, NODE_NAME
set -euo pipefail
mount -t proc proc /proc
umount -R /sys/fs/cgroup
mount -t tmpfs -o mode=755 cgroup /sys/fs/cgroup
for controller in cpu cpuacct cpuset memory devices freezer blkio pids; do
  mkdir "/sys/fs/cgroup/$controller"
  mount -t cgroup -o "$controller" cgroup "/sys/fs/cgroup/$controller"
done
mkdir /sys/fs/cgroup/systemd
mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd

cd "$NODE"
containerd --config containerd.toml > containerd.log 2>&1 &
until ctr --address "$SOCKET" version > /dev/null 2>&1; do sleep 0.05; done
for image in $IMAGES; do
  ctr --address "$SOCKET" --namespace k8s.io images import "$image"
done
"$KUBELET" --config kubelet.json --kubeconfig "$KUBECONFIG" --hostname-override "$NODE_NAME" --root-dir "$NODE/kubelet" \
  --cert-dir "$NODE/pki" > kubelet.log 2>&1 &
wait
