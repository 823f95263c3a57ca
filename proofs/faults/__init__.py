"""Faults on purpose: processes killed at a system call, disks that fill up, power cuts, bytes that change."""
