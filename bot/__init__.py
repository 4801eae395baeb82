"""The bot: passages come in, cited answers go out as messages."""
