"""Homing's neighbours, one file each: vendor shapes stop here."""
